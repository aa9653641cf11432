{#- In which tier each account was, from which day to which: one row for each run of days in one tier, by the follower count
of each day. Days without a reading belong to the run before them. -#}
with counted as (
    select account_key, creator_id, platform, snapshot_date, follower_count
    from {{ ref('fct_follower_snapshot') }}
    where follower_count is not null
),

edges as (
    select platforms.platform, tier.tier, tier.tier_rank, tier.min_followers, tier.below_followers
    from (select distinct platform from counted) as platforms
    inner join {{ ref('tiers') }} as tier
        on tier.platform = platforms.platform
        or (tier.platform = '*' and platforms.platform not in (select platform from {{ ref('tiers') }}))
),

daily as (
    select counted.*, edges.tier, edges.tier_rank
    from counted
    inner join edges
        on edges.platform = counted.platform
        and counted.follower_count >= edges.min_followers
        and (counted.follower_count < edges.below_followers or edges.below_followers is null)
),

entered as (
    select *, lag(tier) over (partition by account_key order by snapshot_date) as tier_before
    from daily
    qualify tier_before is distinct from tier
)

select
    account_key,
    creator_id,
    platform,
    tier,
    tier_rank,
    snapshot_date as valid_from,
    lead(snapshot_date) over (partition by account_key order by snapshot_date) as valid_to,
    follower_count as entered_with,
    tier_before is null as is_first,
    valid_to is null as is_current
from entered
