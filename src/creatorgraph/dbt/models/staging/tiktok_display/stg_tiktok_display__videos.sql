{%- set video = {
    'id': 'VARCHAR', 'create_time': 'BIGINT', 'duration': 'BIGINT', 'title': 'VARCHAR', 'video_description': 'VARCHAR',
    'share_url': 'VARCHAR', 'view_count': 'BIGINT', 'like_count': 'BIGINT', 'comment_count': 'BIGINT',
    'share_count': 'BIGINT', 'is_aigc': 'BOOLEAN', 'cover_image_url': 'VARCHAR', 'height': 'BIGINT', 'width': 'BIGINT',
    'embed_link': 'VARCHAR',
} -%}

with answers as (
    {{ good_answers('tiktok_display', ['video_list', 'video_query']) }}
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
    video.id as post_id,
    {{ post_key("'tiktok'", 'video.id') }} as post_key,
    user_id,
    {{ account_key("'tiktok'", 'user_id') }} as account_key,
    username,
    coalesce(video.video_description, video.title) as caption,
    video.title,
    {{ utc_from_epoch('video.create_time') }} as created_at,
    video.duration as duration_seconds,
    video.share_url,
    video.view_count,
    video.like_count,
    video.comment_count,
    video.share_count,
    video.is_aigc as is_ai_generated,
    video.cover_image_url as cover_url,
    video.height,
    video.width,
    video.embed_link
from videos
where video.id is not null
{{ observations('stg_tiktok_display__videos') }}
