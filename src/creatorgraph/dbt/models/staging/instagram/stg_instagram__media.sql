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
    media_url,
    alt_text,
    is_shared_to_feed,
    is_ai_generated,
    media_audio_type,
    total_like_count,
    total_comments_count,
    children_count,
    children_media_types
from {{ ref('base_instagram__discoveries') }}
where media_id is not null
