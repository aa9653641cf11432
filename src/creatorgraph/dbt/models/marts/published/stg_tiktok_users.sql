{{ config(materialized='view') }}
{#- A published name: TikTok profiles as read, in TikTok's words. Here one row for each account and day on which a counter was
seen, with the attributes that held then. -#}
select
    account.native_id as user_id,
    version.handle as unique_id,
    version.handle as username,
    version.display_name as nickname,
    wide.tiktok_sec_uid as sec_uid,
    version.bio as signature,
    version.link as bio_link,
    version.is_verified,
    version.is_private,
    counted.follower_count,
    counted.following_count,
    counted.like_count as heart_count,
    counted.post_count as video_count,
    counted.snapshot_date,
    counted.observed_at,
    account.creator_id
from {{ ref('fct_follower_snapshot') }} as counted
inner join {{ ref('bridge_creator_accounts') }} as account using (account_key)
left join {{ ref('dim_account') }} as version
    on version.account_key = counted.account_key
    and version.valid_from <= counted.observed_at
    and (version.valid_to is null or version.valid_to > counted.observed_at)
-- the second id is told of the account that stands for its creator on TikTok
left join {{ ref('cross_platform_creators') }} as wide
    on wide.creator_id = account.creator_id
    and wide.tiktok_user_id = account.native_id
where counted.platform = 'tiktok' and counted.observed_at is not null
