{#- A creator's own account with the business grant: what it is, what its audience is made of, and what happened on each
day of the window that was asked for. Lists stay lists here: they are made rows in int_insights. -#}
{%- set counters = [
    'video_views', 'unique_video_views', 'profile_views', 'likes', 'comments', 'shares', 'engaged_audience',
    'daily_total_followers', 'daily_new_followers', 'daily_lost_followers', 'bio_link_clicks', 'phone_number_clicks',
    'email_clicks', 'address_clicks', 'app_download_clicks', 'lead_submissions',
] -%}
{%- set audiences = {'country': 'audience_countries', 'gender': 'audience_genders', 'age': 'audience_ages', 'city': 'audience_cities'} -%}
{%- set names = {'city': 'city_name'} -%}
{%- set day = {'date': 'VARCHAR', 'audience_activity': [{'hour': 'VARCHAR', 'count': 'BIGINT'}]} -%}
{%- for counter in counters -%}{%- do day.update({counter: 'BIGINT'}) -%}{%- endfor -%}
{%- set account = {
    'username': 'VARCHAR', 'display_name': 'VARCHAR', 'bio_description': 'VARCHAR', 'is_verified': 'BOOLEAN',
    'is_business_account': 'BOOLEAN', 'followers_count': 'BIGINT', 'following_count': 'BIGINT', 'total_likes': 'BIGINT',
    'videos_count': 'BIGINT', 'profile_image': 'VARCHAR', 'metrics': [day],
} -%}
{%- for dimension, member in audiences.items() -%}
    {%- do account.update({member: [{names.get(dimension, dimension): 'VARCHAR', 'percentage': 'DECIMAL(24,6)'}]}) -%}
{%- endfor %}

with answers as (
    {{ good_answers('tiktok_business', ['business_get']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        coalesce({{ asked('native_id') }}, {{ sole_subject('tiktok') }}) as user_id,
        {{ asked('username') }} as asked_username,
        {{ parse_json('payload', {'data': account}) }}.data as account
    from answers
)

select
    {{ envelope_columns() }},
    user_id,
    {{ account_key("'tiktok'", 'user_id') }} as account_key,
    coalesce(account.username, asked_username) as username,
    account.display_name,
    account.bio_description,
    account.is_verified,
    account.is_business_account,
    account.followers_count,
    account.following_count,
    account.total_likes,
    account.videos_count,
    account.profile_image as avatar_url,
    {{ shares_of('account', audiences, names) }} as breakdowns,
    account.metrics as days
from parsed
where account is not null and coalesce(user_id, account.username, asked_username) is not null
{{ observations('stg_tiktok_business__accounts') }}
