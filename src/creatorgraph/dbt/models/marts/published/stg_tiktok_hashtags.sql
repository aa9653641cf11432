{{ config(materialized='view') }}
{#- A published name: TikTok's own totals of hashtags, one row for each hashtag and day on which one was told, the last of it. -#}
select
    max_by(native_id, snapshot_hour) as hashtag_id,
    term as cha_name,
    snapshot_date,
    max_by(view_count, snapshot_hour) filter (where view_count is not null) as view_count,
    max_by(user_count, snapshot_hour) filter (where user_count is not null) as user_count
from {{ ref('fct_hashtag_snapshot') }}
where platform = 'tiktok' and kind = 'hashtag' and coalesce(view_count, user_count) is not null
group by term, snapshot_date
