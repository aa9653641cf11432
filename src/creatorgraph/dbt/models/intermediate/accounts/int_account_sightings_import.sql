{{ config(materialized='view') }}

select {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': 'platform', 'native_id': 'account_id', 'handle': 'handle', 'display_name': 'display_name', 'bio': 'bio',
    'link': 'link', 'group_name': 'group_name', 'is_verified': 'is_verified', 'follower_count': counter('follower_count'),
})) }}
from {{ ref('stg_import__accounts') }}

union all

select {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': 'platform', 'native_id': 'account_id', 'handle': 'handle', 'follower_count': counter('follower_count'),
    'following_count': counter('following_count'), 'post_count': counter('post_count'), 'like_count': counter('like_count'),
    'view_count': counter('view_count'),
})) }}
from {{ ref('stg_import__history') }}
