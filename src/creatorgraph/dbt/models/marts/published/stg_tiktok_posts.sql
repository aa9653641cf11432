{{ config(materialized='view') }}
{#- A published name: TikTok videos as read, in TikTok's words, one row for each video and reading of its counters. -#}
select
    post.native_post_id as video_id,
    account.native_id as user_id,
    account.handle as unique_id,
    post.caption as title,
    reading.published_at as create_time,
    post.duration_seconds as duration,
    post.sound_id as music_id,
    post.is_ad,
    reading.view_count as play_count,
    reading.like_count as digg_count,
    reading.comment_count,
    reading.share_count,
    reading.save_count as collect_count,
    reading.observed_at,
    cast(reading.observed_at as date) as snapshot_date,
    account.creator_id
from {{ ref('fct_post_snapshot') }} as reading
inner join {{ ref('dim_post') }} as post using (post_key)
left join {{ ref('bridge_creator_accounts') }} as account on account.account_key = reading.account_key
where reading.platform = 'tiktok'
