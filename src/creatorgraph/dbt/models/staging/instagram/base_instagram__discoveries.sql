{#- One row for each medium of each answer, and one with null media columns where an answer holds none: profile and media
come in one document, which is parsed once here. -#}
{%- set media = {
    'id': 'VARCHAR', 'caption': 'VARCHAR', 'media_type': 'VARCHAR', 'media_product_type': 'VARCHAR', 'like_count': 'BIGINT',
    'comments_count': 'BIGINT', 'view_count': 'BIGINT', 'reposts_count': 'BIGINT', 'permalink': 'VARCHAR',
    'shortcode': 'VARCHAR', 'timestamp': 'VARCHAR', 'thumbnail_url': 'VARCHAR', 'media_url': 'VARCHAR', 'alt_text': 'VARCHAR',
    'is_shared_to_feed': 'BOOLEAN', 'is_ai_generated': 'BOOLEAN', 'media_audio_type': 'VARCHAR',
    'total_like_count': 'BIGINT', 'total_comments_count': 'BIGINT',
    'children': {'data': [{'id': 'VARCHAR', 'media_type': 'VARCHAR'}]},
} -%}
{%- set profile = {
    'id': 'VARCHAR', 'username': 'VARCHAR', 'name': 'VARCHAR', 'biography': 'VARCHAR', 'website': 'VARCHAR',
    'followers_count': 'BIGINT', 'follows_count': 'BIGINT', 'media_count': 'BIGINT', 'profile_picture_url': 'VARCHAR',
    'media': {'data': [media]},
} -%}

with answers as (
    {{ good_answers('instagram', ['business_discovery']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', {'business_discovery': profile}) }}.business_discovery as profile
    from answers
),

each_medium as (
    select
        *,
        {{ each_element_or_null('profile.media.data') }} as medium
    from parsed
)

select
    {{ envelope_columns() }},
    profile.id as user_id,
    {{ account_key("'instagram'", 'profile.id') }} as account_key,
    profile.username,
    profile.name,
    profile.biography,
    profile.website,
    profile.followers_count,
    profile.follows_count,
    profile.media_count,
    profile.profile_picture_url,
    medium.id as media_id,
    {{ post_key("'instagram'", 'medium.id') }} as post_key,
    medium.caption,
    medium.media_type,
    medium.media_product_type,
    medium.like_count,
    medium.comments_count,
    medium.view_count,
    medium.reposts_count,
    medium.permalink,
    medium.shortcode,
    {{ utc_from_iso('medium.timestamp') }} as posted_at,
    medium.thumbnail_url,
    {%- for member in [
        'media_url', 'alt_text', 'is_shared_to_feed', 'is_ai_generated', 'media_audio_type', 'total_like_count',
        'total_comments_count',
    ] %}
    medium.{{ member }},
    {%- endfor %}
    len(medium.children.data) as children_count,
    list_transform(medium.children.data, lambda child: child.media_type) as children_media_types
from each_medium
where profile.id is not null
{{ observations('base_instagram__discoveries') }}
