{{ config(materialized='view') }}
{#- A published name: TikTok accounts through time (type 2). The published description opens a row whenever a counter changes,
so at every poll; here a row is a stretch of equal handle, name, bio, link and marks, with the last counters told in it. -#}
with counted as (
    select
        version.account_version_key,
        max_by(reading.follower_count, reading.observed_at) filter (where reading.follower_count is not null) as follower_count,
        max_by(reading.following_count, reading.observed_at) filter (where reading.following_count is not null) as following_count,
        max_by(reading.like_count, reading.observed_at) filter (where reading.like_count is not null) as heart_count,
        max_by(reading.post_count, reading.observed_at) filter (where reading.post_count is not null) as video_count
    from {{ ref('dim_account') }} as version
    inner join {{ ref('fct_follower_snapshot') }} as reading
        on reading.account_key = version.account_key
        and reading.observed_at >= version.valid_from
        and (version.valid_to is null or reading.observed_at < version.valid_to)
    where version.platform = 'tiktok'
    group by version.account_version_key
)

select
    version.account_version_key as creator_key,
    version.creator_id,
    version.native_id as user_id,
    version.handle as unique_id,
    version.handle as username,
    version.display_name as nickname,
    wide.tiktok_sec_uid as sec_uid,
    version.is_verified,
    version.is_private,
    counted.follower_count,
    counted.following_count,
    counted.heart_count,
    counted.video_count,
    version.valid_from,
    version.valid_to,
    version.valid_from as dbt_valid_from,
    version.valid_to as dbt_valid_to,
    version.is_current
from {{ ref('dim_account') }} as version
left join counted using (account_version_key)
left join {{ ref('cross_platform_creators') }} as wide
    on wide.creator_id = version.creator_id
    and wide.tiktok_user_id = version.native_id
where version.platform = 'tiktok'
