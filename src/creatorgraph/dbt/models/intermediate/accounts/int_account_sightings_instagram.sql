{{ config(materialized='view') }}

{%- set profile = {
    'platform': "'instagram'", 'native_id': 'user_id', 'handle': bare_handle('username'), 'display_name': 'name',
    'bio': 'biography', 'link': 'website', 'follower_count': counter('followers_count'),
    'following_count': counter('follows_count'), 'post_count': counter('media_count'),
} %}

select {{ fill(account_shape(), dict(seen_in_answer(), **profile)) }}
from {{ ref('stg_instagram__profiles') }}

union all

select {{ fill(account_shape(), dict(seen_in_answer(), **profile)) }}
from {{ ref('stg_instagram__own_accounts') }}

union all

select distinct {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'instagram'", 'native_id': 'user_id', 'handle': bare_handle('username'),
})) }}
from {{ ref('stg_instagram__own_media') }}
where user_id is not null
