{{ config(materialized='view') }}
{#- A published name: one row for each TikTok video and day, counters in TikTok's words. -#}
select
    day.native_post_id as video_id,
    account.native_id as user_id,
    account.handle as unique_id,
    day.creator_id,
    day.snapshot_date,
    day.published_at as create_time,
    post.caption as title,
    day.view_count as play_count,
    day.like_count as digg_count,
    day.comment_count,
    day.share_count,
    day.save_count as collect_count,
    day.observed_at as snapshot_at
from {{ ref('fct_post_engagement') }} as day
inner join {{ ref('dim_post') }} as post using (post_key)
left join {{ ref('bridge_creator_accounts') }} as account on account.account_key = day.account_key
where day.platform = 'tiktok'
