{#- A creator's own videos with the business grant. Several metrics come back empty once a video has been quiet for a week:
empty is null here, and what is known stays known in the insights. -#}
{%- set counters = [
    'video_views', 'likes', 'comments', 'shares', 'favorites', 'reach', 'new_followers', 'profile_views', 'website_clicks',
    'phone_number_clicks', 'email_clicks', 'address_clicks', 'app_download_clicks', 'lead_submissions',
] -%}
{%- set measures = ['total_time_watched', 'average_time_watched', 'full_video_watched_rate'] -%}
{%- set parts = {
    'impression_source': 'impression_sources', 'country': 'audience_countries', 'city': 'audience_cities',
    'gender': 'audience_genders', 'audience_type': 'audience_types', 'second_watched': 'video_view_retention',
} -%}
{%- set names = {'city': 'city_name', 'audience_type': 'type', 'second_watched': 'second'} -%}
{%- set video = {
    'item_id': 'VARCHAR', 'create_time': 'BIGINT', 'caption': 'VARCHAR', 'media_type': 'VARCHAR', 'is_ad': 'BOOLEAN',
    'share_url': 'VARCHAR', 'embed_url': 'VARCHAR', 'thumbnail_url': 'VARCHAR', 'video_duration': 'DECIMAL(18,3)',
    'engagement_likes': [{'second': 'VARCHAR', 'percentage': 'DECIMAL(24,6)'}],
} -%}
{%- for counter in counters -%}{%- do video.update({counter: 'BIGINT'}) -%}{%- endfor -%}
{%- for measure in measures -%}{%- do video.update({measure: 'DECIMAL(24,6)'}) -%}{%- endfor -%}
{%- for dimension, member in parts.items() -%}
    {%- do video.update({member: [{names.get(dimension, dimension): 'VARCHAR', 'percentage': 'DECIMAL(24,6)'}]}) -%}
{%- endfor %}

with answers as (
    {{ good_answers('tiktok_business', ['business_video_list']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        coalesce({{ asked('native_id') }}, {{ sole_subject('tiktok') }}) as user_id,
        {{ asked('username') }} as username,
        {{ parse_json('payload', {'data': {'videos': [video]}}) }} as document
    from answers
),

videos as (
    select
        * exclude (document),
        {{ each_element('document.data.videos') }} as video
    from parsed
)

select
    {{ envelope_columns() }},
    video.item_id as post_id,
    {{ post_key("'tiktok'", 'video.item_id') }} as post_key,
    user_id,
    {{ account_key("'tiktok'", 'user_id') }} as account_key,
    username,
    video.caption,
    {{ utc_from_epoch('video.create_time') }} as created_at,
    video.media_type,
    video.is_ad,
    video.share_url,
    video.embed_url,
    video.thumbnail_url,
    video.video_duration as duration_seconds,
    {%- for column in counters + measures %}
    video.{{ column }},
    {%- endfor %}
    {{ shares_of('video', parts, names) }} as breakdowns,
    -- at which second likes were given
    video.engagement_likes as likes_by_second
from videos
where video.item_id is not null
{{ observations('stg_tiktok_business__videos') }}
