{{ config(materialized='view') }}

select {{ fill(post_shape(), dict(seen_in_answer(), **{
    'post_key': 'post_key', 'account_key': 'account_key', 'platform': "'tiktok'", 'native_post_id': 'post_id',
    'url': "'https://www.tiktok.com/@' || author_unique_id || '/video/' || post_id", 'published_at': 'created_at', 'caption': 'title',
    'media_type': "case found_by when 'story' then 'story' else " ~ tiktok_media_type('duration_seconds', 'coalesce(image_count, 0)') ~ " end",
    'sound_id': 'music_id', 'sound_title': 'music_title', 'sound_author': 'music_author', 'is_original_sound': 'is_original_sound',
    'duration_seconds': 'nullif(duration_seconds, 0)',
    'view_count': counter('play_count'), 'play_count': counter('play_count'),
    'like_count': counter('digg_count'), 'comment_count': counter('comment_count'),
    'share_count': counter('share_count'), 'save_count': counter('collect_count'),
    'download_count': counter('download_count'), 'is_ad': 'is_ad', 'is_pinned': 'is_pinned',
})) }}
from {{ ref('stg_tiklive__videos') }}
