{#- Followers of each account at the end of each ISO week, and how many more they were than at the end of the week before. -#}
with weeks as (
    select
        account_key,
        creator_id,
        platform,
        cast(date_trunc('week', snapshot_date) as date) as week_start,
        max_by(follower_count, snapshot_date) as followers_end,
        max(snapshot_date) as read_on,
        count(*) as days_observed
    from {{ ref('fct_follower_snapshot') }}
    where follower_count is not null
    group by all
),

compared as (
    select
        *,
        -- a week without a reading is a gap: what was gained across it is no week's
        case when lag(week_start) over account = week_start - 7 then lag(followers_end) over account end as followers_start,
        case when lag(week_start) over account = week_start - 7 then read_on - lag(read_on) over account end as days_spanned
    from weeks
    window account as (partition by account_key order by week_start)
)

select
    account_key,
    creator_id,
    platform,
    week_start,
    isoyear(week_start) as iso_year,
    weekofyear(week_start) as iso_week,
    followers_start,
    followers_end,
    followers_end - followers_start as follower_change,
    case when followers_start > 0 then cast(followers_end - followers_start as double) / followers_start end as growth_rate,
    days_spanned,
    days_observed,
    week_start + 7 <= cast({{ as_of() }} as date) as is_complete
from compared
