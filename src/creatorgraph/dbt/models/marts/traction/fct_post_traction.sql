{#- How each post does beside what its account's last posts had at the same age (methods: robust z of log(1 + views)). -#}
{%- set enough, most, spread_floor = 8, 30, 0.15 -%}

with growth as (
    select
        growth.*,
        coalesce(tier.tier, first_tier.tier) as tier,
        list(log_views) over (
            partition by growth.account_key, age_hours order by published_at, post_key
            rows between {{ most }} preceding and 1 preceding
        ) as earlier
    from {{ ref('organization_post_growth') }} as growth
    asof left join {{ ref('account_tiers') }} as tier
        on tier.account_key = growth.account_key and growth.published_at >= tier.valid_from
    left join {{ ref('account_tiers') }} as first_tier
        on first_tier.account_key = growth.account_key and first_tier.is_first
),

cells as (
    select
        platform, tier, age_hours, grouping(tier) = 1 as is_platform,
        median(log_views) as usual, mad(log_views) as spread, count(*) as posts
    from growth
    group by grouping sets ((platform, tier, age_hours), (platform, age_hours))
    having count(*) >= {{ enough }}
),

own as (
    select
        * exclude (earlier),
        coalesce(len(earlier), 0) as baseline_posts,
        list_aggregate(earlier, 'median') as own_usual,
        list_aggregate(list_transform(earlier, lambda one: exp(one) - 1), 'median') as own_usual_views,
        list_aggregate(earlier, 'mad') as own_spread,
        case when len(earlier) >= {{ enough }} then 1.0
            else coalesce(len(earlier), 0) / (coalesce(len(earlier), 0) + {{ enough }}.0) end as own_weight
    from growth
),

compared as (
    select
        own.*,
        case when own_weight = 1 then own_usual
            else coalesce(own_weight * own_usual, 0) + (1 - own_weight) * coalesce(cell.usual, wide.usual) end as usual,
        greatest({{ spread_floor }}, case when own_weight = 1 then own_spread
            else coalesce(own_weight * own_spread, 0) + (1 - own_weight) * coalesce(cell.spread, wide.spread) end) as spread
    from own
    left join cells as cell
        on cell.platform = own.platform and cell.tier = own.tier and cell.age_hours = own.age_hours and not cell.is_platform
    left join cells as wide
        on wide.platform = own.platform and wide.age_hours = own.age_hours and wide.is_platform
),

scored as (
    select
        *,
        (log_views - usual) / (1.4826 * spread) as z,
        {{ views_of('log_views') }} as views,
        case when own_weight = 1 then own_usual_views else exp(usual) - 1 end as usual_views,
        lag(age_hours) over by_age as age_before,
        lag({{ views_of('log_views') }}) over by_age as views_before,
        lag((log_views - usual) / (1.4826 * spread)) over by_age as z_before,
        lag(log_views - usual) over by_age as ahead_before
    from compared
    window by_age as (partition by post_key order by age_hours)
)

select
    post_key, account_key, creator_id, platform, published_at, age_hours,
    views as view_count,
    cast(round(usual_views) as bigint) as usual_view_count,
    round((exp(log_views) - 1) / nullif(usual_views, 0), 6) as view_ratio,
    round(z, 6) as z,
    round(z_before, 6) as z_before,
    age_before as age_hours_before,
    round((views - views_before) / (age_hours - age_before), 6) as views_per_hour,
    -- every post slows down; falling means that it loses ground on what is usual, by more than a rounded counter may err
    log_views - usual < ahead_before - 0.1 as is_falling_back,
    increases as increase_count,
    baseline_posts,
    round(own_weight, 6) as own_weight,
    tier,
    known_at,
    case
        when increases < 2 then null
        when z >= 2 and z_before >= 2 and age_before >= 2 and log_views - usual >= ahead_before - 0.1 and views >= 500 then 'hot'
        when age_hours = 6 and z <= -1.5 then 'cold'
    end as label
from scored
