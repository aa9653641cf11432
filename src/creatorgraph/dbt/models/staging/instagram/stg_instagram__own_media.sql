{#- The list names no owner id, so the owner is the one account that the answer is about. -#}
{%- set media = {
    'id': 'VARCHAR', 'caption': 'VARCHAR', 'media_type': 'VARCHAR', 'media_product_type': 'VARCHAR', 'like_count': 'BIGINT',
    'comments_count': 'BIGINT', 'view_count': 'BIGINT', 'saved_count': 'BIGINT', 'shares_count': 'BIGINT',
    'total_views_count': 'BIGINT', 'reposts_count': 'BIGINT', 'permalink': 'VARCHAR', 'shortcode': 'VARCHAR',
    'timestamp': 'VARCHAR', 'thumbnail_url': 'VARCHAR', 'username': 'VARCHAR', 'owner': {'id': 'VARCHAR'},
    'media_url': 'VARCHAR', 'alt_text': 'VARCHAR', 'is_shared_to_feed': 'BOOLEAN', 'is_ai_generated': 'BOOLEAN',
    'media_audio_type': 'VARCHAR', 'total_like_count': 'BIGINT', 'total_comments_count': 'BIGINT',
    'children': {'data': [{'id': 'VARCHAR', 'media_type': 'VARCHAR'}]},
} -%}

with answers as (
    {{ good_answers('instagram', ['own_media', 'own_stories']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ sole_subject('instagram') }} as subject_user_id,
        {{ parse_json('payload', {'data': [media]}) }} as document
    from answers
),

each_medium as (
    select
        * exclude (document),
        {{ each_element('document.data') }} as medium
    from parsed
),

owned as (
    select
        *,
        coalesce(medium.owner.id, subject_user_id) as user_id
    from each_medium
)

select
    {{ envelope_columns() }},
    user_id,
    {{ account_key("'instagram'", 'user_id') }} as account_key,
    medium.username,
    medium.id as media_id,
    {{ post_key("'instagram'", 'medium.id') }} as post_key,
    medium.caption,
    medium.media_type,
    medium.media_product_type,
    medium.like_count,
    medium.comments_count,
    coalesce(medium.view_count, medium.total_views_count) as view_count,
    medium.saved_count,
    medium.shares_count,
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
    list_transform(medium.children.data, lambda child: child.media_type) as children_media_types,
    endpoint = 'own_stories' or coalesce(medium.media_product_type = 'STORY', false) as is_story
from owned
where medium.id is not null
{{ observations('stg_instagram__own_media') }}
