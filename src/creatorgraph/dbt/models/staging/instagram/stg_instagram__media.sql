{{ config(materialized='view') }}

select
    {{ envelope_columns() }},
    user_id,
    account_key,
    username,
    media_id,
    post_key,
    caption,
    media_type,
    media_product_type,
    like_count,
    comments_count,
    view_count,
    reposts_count,
    permalink,
    shortcode,
    posted_at,
    thumbnail_url,
    children_count
from {{ ref('base_instagram__discoveries') }}
where media_id is not null
