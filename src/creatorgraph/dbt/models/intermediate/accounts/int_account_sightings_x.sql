{{ config(materialized='view') }}

select {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'x'", 'native_id': 'user_id', 'handle': bare_handle('username'), 'display_name': 'name',
    'bio': 'description', 'link': 'link', 'joined_at': 'created_at', 'is_verified': 'is_verified',
    'is_private': 'is_protected',
    'follower_count': counter('followers_count'), 'following_count': counter('following_count'),
    'post_count': counter('tweet_count'),
})) }}
from {{ ref('stg_x__users') }}
where problem is null and endpoint is distinct from 'search_recent'

union all

select distinct {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'x'", 'native_id': 'author_id', 'handle': bare_handle('author_username'), 'display_name': 'author_name',
    'is_verified': 'author_is_verified', 'follower_count': counter('author_followers_count'),
})) }}
from {{ ref('stg_x__tweets') }}
where author_id is not null and found_by is null
