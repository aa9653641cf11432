{{ config(materialized='view') }}

select
    {{ envelope_columns() }},
    account_key,
    author_id as user_id,
    author_unique_id as unique_id,
    author_nickname as nickname,
    author_sec_uid as sec_uid,
    author_signature as signature,
    author_bio_url as bio_link,
    author_region as region,
    author_language as language,
    author_is_private as is_private,
    author_verification_type as verification_type,
    author_custom_verify as custom_verify,
    author_enterprise_verify_reason as enterprise_verify_reason,
    author_commerce_user_level as commerce_user_level,
    author_follower_count as follower_count,
    author_following_count as following_count,
    author_aweme_count as video_count,
    author_total_favorited as heart_count,
    author_ins_id as ins_id,
    author_youtube_channel_id as youtube_channel_id,
    author_twitter_id as twitter_id
from {{ ref('stg_tiktok_app__videos') }}
where account_key is not null
-- an author of several videos of one answer is one sighting
qualify row_number() over (partition by answer_id, account_key order by post_id) = 1
