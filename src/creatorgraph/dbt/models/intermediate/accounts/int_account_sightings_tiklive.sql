{{ config(materialized='view') }}

select {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'tiktok'", 'native_id': 'user_id', 'handle': bare_handle('unique_id'), 'display_name': 'nickname',
    'bio': 'signature', 'link': 'bio_link', 'region': 'region', 'language': known_language('language'), 'joined_at': 'created_at',
    'sec_uid': 'sec_uid', 'is_verified': 'is_verified', 'is_private': 'is_private',
    'follower_count': counter('follower_count'), 'following_count': counter('following_count'),
    'post_count': counter('video_count'), 'like_count': counter('heart_count'),
})) }}
from {{ ref('stg_tiklive__users') }}
where endpoint is distinct from '/search-user/'

union all

-- the author of each page of posts: a sighting of id and handle, without counters; whoever a search or a watchlist
-- shows is a bystander, no account of ours
select distinct {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'tiktok'", 'native_id': 'author_id', 'handle': bare_handle('author_unique_id'),
    'display_name': 'author_nickname',
})) }}
from {{ ref('stg_tiklive__videos') }}
where author_id is not null and found_by is null
