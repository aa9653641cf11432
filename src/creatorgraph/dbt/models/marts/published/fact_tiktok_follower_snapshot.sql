{{ config(materialized='view') }}
{#- A published name: one row for each TikTok account and day on which a counter was seen, counters in TikTok's words. -#}
select
    account.native_id as user_id,
    account.handle as unique_id,
    counted.creator_id,
    counted.snapshot_date,
    counted.follower_count,
    counted.following_count,
    counted.like_count as heart_count,
    counted.post_count as video_count,
    counted.observed_at as snapshot_at
from {{ ref('fct_follower_snapshot') }} as counted
inner join {{ ref('bridge_creator_accounts') }} as account using (account_key)
where counted.platform = 'tiktok' and counted.observed_at is not null
