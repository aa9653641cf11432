{#- A creator's or brand's own history: percentiles of each formula over its own posts of the last 90 days on each platform, each
post once, at the age of seven days or else as last read on a later day than its first. What it granted this organization to see
counts here. -#}
with posts as (
    select
        day.*,
        total.read_at_7_days_on is not null as is_at_7_days
    from {{ ref('fct_post_totals') }} as total
    inner join {{ ref('dim_post_segment') }} as post using (post_key)
    inner join {{ ref('fct_post_engagement') }} as day
        on day.post_key = total.post_key and day.snapshot_date = coalesce(total.read_at_7_days_on, total.last_read_on)
    where not post.is_ad_or_repost
        and post.published_at >= {{ as_of() }} - interval 90 day and post.published_at < {{ as_of() }}
        and day.observed_at >= post.published_at + interval 1 day
),

rates as (
    select creator_id, platform, published_at, is_at_7_days, formula, value
    from posts
    unpivot (value for formula in ({{ rate_formulas() | join(', ') }}))
),

own as (
    select
        creator_id, platform, formula, count(*) as n_posts, count(*) filter (where is_at_7_days) as n_at_7_days,
        min(published_at) as first_published_at, max(published_at) as last_published_at,
        quantile_cont(cast(value as double), [0.25, 0.5, 0.75, 0.9]) as percentiles
    from rates
    group by all
)

select
    creator_id, platform, formula, n_posts, n_at_7_days, first_published_at, last_published_at,
    {%- for percentile in [25, 50, 75, 90] %}
    round(percentiles[{{ loop.index }}], 9) as p{{ percentile }},
    {%- endfor %}
    90 as window_days
from own
