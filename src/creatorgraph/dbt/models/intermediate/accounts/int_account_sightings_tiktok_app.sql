{{ config(materialized='view') }}

select {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'tiktok'", 'native_id': 'user_id', 'handle': bare_handle('unique_id'), 'display_name': 'nickname',
    'bio': 'signature', 'link': 'bio_link', 'region': 'region', 'language': known_language('language'), 'sec_uid': 'sec_uid', 'is_private': 'is_private',
    'follower_count': counter('follower_count'), 'following_count': counter('following_count'),
    'post_count': counter('video_count'), 'like_count': counter('heart_count'),
})) }}
from {{ ref('stg_tiktok_app__authors') }}
