{#- How many views each post had at each age of its first day: its readings, joined by straight lines in log(1 + views).

A line is drawn on beyond the outermost readings by a quarter of their age, no further. Promoted posts are left out, and
posts that were pinned while young: their views are not their own. -#}
with pinned as (
    select distinct seen.post_key
    from {{ ref('int_post_observations') }} as seen
    inner join {{ ref('dim_post') }} as post using (post_key)
    where seen.is_pinned and {{ is_visible('seen.visibility') }}
        and seen.observed_at <= post.published_at + interval {{ traction_horizon_hours() }} hours
),

readings as (
    select
        post_key,
        observed_at,
        cast(age_hours as double) as age,
        view_count,
        ln(1 + view_count) as log_views,
        max(view_count) over earlier as most_before
    from {{ ref('fct_post_snapshot') }}
    anti join pinned using (post_key)
    where view_count is not null and age_hours between 0 and {{ traction_horizon_hours() }}
    window earlier as (partition by post_key order by observed_at rows between unbounded preceding and 1 preceding)
),

stretches as (
    select
        post_key,
        observed_at as known_at,
        age,
        log_views,
        lag(age) over in_time as age_before,
        lag(log_views) over in_time as log_views_before,
        row_number() over in_time = 2 as is_first,
        lead(age) over in_time is null as is_last,
        -- a counter that is cached or rounded stands still, then jumps
        count(*) filter (where view_count > most_before) over in_time as increases
    from readings
    window in_time as (partition by post_key order by observed_at)
),

at_ages as (
    select
        *,
        unnest(list_filter({{ traction_ages() }}::double[], lambda grid:
            case when is_first then grid >= 0.75 * age_before else grid > age_before end
            and grid <= case when is_last then 1.25 * age else age end)) as age_hours
    from stretches
    where age > age_before
),

posts as (
    select post_key, account_key, creator_id, platform, published_at
    from {{ ref('dim_post') }}
    -- whom nobody tracks or imported has no posts to be compared with
    where creator_id is not null and is_ad is distinct from true
)

select
    post_key,
    posts.* exclude (post_key),
    at_ages.age_hours,
    round(log_views_before + (log_views - log_views_before) * (age_hours - age_before) / (age - age_before), 9) as log_views,
    increases,
    known_at
from at_ages
inner join posts using (post_key)
