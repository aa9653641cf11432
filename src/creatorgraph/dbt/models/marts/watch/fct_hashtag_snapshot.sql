{#- One row for each hashtag (or keyword) and hour in which something was told of it: the platform's own counters, the posts
that its pages showed, and how many posts the platform says were published in that hour. -#}
with official as (
    select 'tiktok' as platform, 'hashtag' as kind, name as term, date_trunc('hour', observed_at) as hour,
        max_by(hashtag_id, observed_at) as native_id,
        -- hosts of one platform may tell different counts at one instant: then the largest
        max_by(view_count, (observed_at, view_count)) filter (where view_count is not null) as view_count,
        max_by(user_count, (observed_at, user_count)) filter (where user_count is not null) as user_count
    from {{ ref('stg_tiklive__hashtags') }}
    where {{ is_visible('visibility') }}
    group by all
),

seen as (
    select platform, kind, term, date_trunc('hour', observed_at) as hour, max(native_id) as native_id,
        count(distinct post_key) as posts_seen
    from {{ ref('int_watch_sightings') }}
    where {{ is_visible('visibility') }} and kind in ('hashtag', 'keyword')
    group by all
),

found as (
    select platform, kind, term, date_trunc('hour', first_found_at) as hour, count(*) as posts_found
    from {{ ref('bridge_watch_posts') }}
    where kind in ('hashtag', 'keyword')
    group by all
),

counted as (
    select 'x' as platform, kind, term, started_at as hour,
        -- an hour is told several times; its last count is the whole one
        max_by(post_count, (observed_at, answer_id)) filter (where post_count is not null) as posts_published
    from {{ ref('stg_x__counts') }}
    where {{ is_visible('visibility') }} and kind in ('hashtag', 'keyword') and ended_at - started_at <= interval 1 hour
        and started_at = date_trunc('hour', started_at)
    group by all
),

keys as (
    select platform, kind, term, hour from official
    union select platform, kind, term, hour from seen
    union select platform, kind, term, hour from counted
)

select
    keys.platform,
    keys.kind,
    keys.term,
    keys.hour as snapshot_hour,
    cast(keys.hour as date) as snapshot_date,
    coalesce(official.native_id, seen.native_id) as native_id,
    official.view_count,
    official.user_count,
    seen.posts_seen,
    case when seen.posts_seen is not null then coalesce(found.posts_found, 0) end as posts_found,
    counted.posts_published
from keys
left join official using (platform, kind, term, hour)
left join seen using (platform, kind, term, hour)
left join found using (platform, kind, term, hour)
left join counted using (platform, kind, term, hour)
where keys.term is not null
