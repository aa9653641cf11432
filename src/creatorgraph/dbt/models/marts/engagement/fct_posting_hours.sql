{#- When accounts post, and how posts of each hour of the week do: their rate at the age of seven days, so that young posts and
old ones are alike. By UTC, and by the creator's own clock where somebody told its time zone. -#}
with zones as (
    select
        coalesce(redirect.current_creator_id, creator.creator_id) as creator_id,
        max(json_extract_string(creator.details, '$.time_zone')) as time_zone
    from {{ source('app', 'creators') }} as creator
    left join {{ source('match', 'redirects') }} as redirect on redirect.creator_id = creator.creator_id
    where creator.organization_id = {{ organization() }}
        -- a name that is no time zone tells no hour
        and json_extract_string(creator.details, '$.time_zone') in (select name from pg_timezone_names())
    group by 1
),

posts as (
    select total.*, zones.time_zone
    from {{ ref('fct_post_totals') }} as total
    inner join {{ ref('bridge_creator_accounts') }} as bridge using (account_key)
    left join zones on zones.creator_id = bridge.creator_id
    where total.published_at is not null and not total.is_repost
),

clocks as (
    select *, 'UTC' as clock, published_at as posted_at from posts
    union all
    select *, time_zone as clock, published_at at time zone 'UTC' at time zone time_zone as posted_at
    from posts
    where time_zone <> 'UTC'
)

select
    account_key,
    any_value(creator_id) as creator_id,
    any_value(platform) as platform,
    clock as time_zone,
    cast(isodow(posted_at) as integer) as iso_day_of_week,
    cast(hour(posted_at) as integer) as hour_of_day,
    count(*) as posts,
    'er_views_likes_comments' as formula,
    count(er_views_likes_comments_at_7_days) as posts_measured,
    round(median(er_views_likes_comments_at_7_days), 9) as median_er_at_7_days,
    round(median(view_count_at_7_days), 3) as median_views_at_7_days
from clocks
group by account_key, clock, isodow(posted_at), hour(posted_at)
