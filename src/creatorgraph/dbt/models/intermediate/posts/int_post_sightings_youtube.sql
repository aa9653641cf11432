{{ config(materialized='view') }}

select {{ fill(post_shape(), dict(seen_in_answer(), **{
    'post_key': 'post_key', 'account_key': 'account_key', 'platform': "'youtube'", 'native_post_id': 'video_id',
    'url': "'https://www.youtube.com/watch?v=' || video_id", 'published_at': 'published_at', 'caption': 'title',
    'media_type': "case when live_broadcast_content in ('live', 'upcoming') then 'live' else 'video' end",
    'language': known_language('default_audio_language'), 'platform_category': 'category_id',
    'duration_seconds': 'duration_seconds',
    'view_count': counter('view_count'), 'like_count': counter('like_count'), 'comment_count': counter('comment_count'),
})) }}
from {{ ref('stg_youtube__videos') }}
