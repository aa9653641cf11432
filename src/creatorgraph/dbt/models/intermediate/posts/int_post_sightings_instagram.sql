{{ config(materialized='view') }}

select {{ fill(post_shape(), dict(seen_in_answer(), **{
    'post_key': 'post_key', 'account_key': 'account_key', 'platform': "'instagram'", 'native_post_id': 'media_id',
    'url': 'permalink', 'published_at': 'posted_at',
    'caption': 'caption', 'media_type': instagram_media_type(), 'view_count': counter('view_count'),
    'like_count': counter('like_count'), 'comment_count': counter('comments_count'), 'is_ad': "media_product_type = 'AD'",
})) }}
from {{ ref('stg_instagram__media') }}

union all

select {{ fill(post_shape(), dict(seen_in_answer(), **{
    'post_key': 'post_key', 'account_key': 'account_key', 'platform': "'instagram'", 'native_post_id': 'media_id',
    'url': 'permalink', 'published_at': 'posted_at',
    'caption': 'caption', 'media_type': instagram_media_type(), 'view_count': counter('view_count'),
    'like_count': counter('like_count'), 'comment_count': counter('comments_count'),
    'share_count': counter('shares_count'), 'save_count': counter('saved_count'), 'is_ad': "media_product_type = 'AD'",
})) }}
from {{ ref('stg_instagram__own_media') }}

union all

-- what stands under a hashtag is nobody's: Meta does not say whose
select {{ fill(post_shape(), dict(seen_in_answer(), **{
    'post_key': 'post_key', 'platform': "'instagram'", 'native_post_id': 'media_id', 'published_at': 'posted_at',
    'caption': 'caption', 'like_count': counter('like_count'), 'comment_count': counter('comments_count'),
    'is_ad': "media_product_type = 'AD'",
})) }}
from {{ ref('stg_instagram__hashtags') }}
where media_id is not null
