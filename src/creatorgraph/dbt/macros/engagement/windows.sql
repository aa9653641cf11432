{#- Windows of days, each beside the one before of the same length. One text of SQL serves the windows that every build makes
and the table macros that take any two days (between.sql); `tables` says what is read from. -#}

{#- The windows of a build: the last 7, 30 and 90 whole UTC days before the instant that it is of. -#}
{% macro windows_of_build() -%}
    select
        window_days,
        cast({{ as_of() }} as date) - window_days as first_day,
        cast({{ as_of() }} as date) - 1 as last_day
    from (values (7), (30), (90)) as lengths (window_days)
{%- endmacro %}

{#- Each window and the one before it, as a row each. -#}
{% macro periods_of(windows) -%}
windows as (
    {{ windows }}
),

periods as (
    select window_days, 'current' as period, first_day, last_day from windows
    union all
    select window_days, 'previous' as period, first_day - window_days, first_day - 1 from windows
)
{%- endmacro %}

{#- What an account did in a period, in the order of the columns. -#}
{% macro window_measures() -%}
    {{ return([
        'days_observed', 'posts', 'posts_per_week', 'median_gap_hours', 'views_gained', 'likes_gained', 'comments_gained',
        'shares_gained', 'saves_gained', 'interactions_gained', 'follower_change', 'followers_gained_per_post',
    ]) }}
{%- endmacro %}

{% macro account_windows(windows, tables) -%}
with {{ periods_of(windows) }},
{{ gains_of_periods(tables.fct_account_gains) }},
{{ posts_of_periods(tables.dim_post) }},
{{ followers_of_periods(tables.fct_follower_snapshot) }},
{{ days_of_periods(tables.fct_account_gains, tables.fct_follower_snapshot) }},

measured as (
    select
        days.*,
        -- 0 only where posts were looked at
        coalesce(posts.posts, case when days.has_posts then 0 end) as posts,
        round(cast(coalesce(posts.posts, case when days.has_posts then 0 end) as double) * 7 / days.window_days, 9) as posts_per_week,
        posts.median_gap_hours,
        gains.* exclude (account_key, window_days, period),
        gains.likes_gained + gains.comments_gained + gains.shares_gained as interactions_gained,
        followers.followers_start,
        followers.followers_end,
        case when followers.has_two_readings then followers.followers_end - followers.followers_start end as follower_change,
        case when posts.posts > 0 and followers.has_two_readings
            then round(cast(followers.followers_end - followers.followers_start as double) / posts.posts, 9) end as followers_gained_per_post
    from days
    left join gains using (account_key, window_days, period)
    left join posts using (account_key, window_days, period)
    left join followers using (account_key, window_days, period)
),

asked as (
    select account.account_key, account.creator_id, account.platform, windows.*
    from {{ tables.bridge_creator_accounts }} as account
    cross join windows
)

select
    asked.*,
    current_days.followers_start,
    current_days.followers_end,
    {%- for measure in window_measures() %}
    current_days.{{ measure }},
    previous_days.{{ measure }} as previous_{{ measure }},
    {%- endfor %}
    {%- for measure in ['posts', 'views_gained', 'interactions_gained', 'follower_change'] %}
    current_days.{{ measure }} - previous_days.{{ measure }} as change_of_{{ measure }},
    {%- endfor %}
    round(cast(coalesce(current_days.days_observed, 0) as double) / asked.window_days, 9) as coverage_rate
from asked
left join measured as current_days
    on current_days.account_key = asked.account_key and current_days.window_days = asked.window_days
    and current_days.period = 'current'
left join measured as previous_days
    on previous_days.account_key = asked.account_key and previous_days.window_days = asked.window_days
    and previous_days.period = 'previous'
where current_days.account_key is not null or previous_days.account_key is not null
{%- endmacro %}

{#- What was gained in each period: gains that began and were read in it. -#}
{% macro gains_of_periods(account_gains) -%}
gains as (
    select
        gain.account_key,
        periods.window_days,
        periods.period,
        {%- for name in ['views', 'likes', 'comments', 'shares', 'saves'] %}
        cast(sum(gain.{{ name }}_gained) as bigint) as {{ name }}_gained{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ account_gains }} as gain
    inner join periods on gain.gained_from >= periods.first_day and gain.gained_on between periods.first_day and periods.last_day
    group by all
)
{%- endmacro %}

{#- Posts by the day of their publication, and the middle of the gaps that end in the period. -#}
{% macro posts_of_periods(posts) -%}
posts as (
    select
        post.account_key,
        periods.window_days,
        periods.period,
        count(*) as posts,
        round(median(post.hours_since_previous), 3) as median_gap_hours
    from (
        select
            account_key,
            cast(published_at as date) as published_on,
            date_diff('second', lag(published_at) over (partition by account_key order by published_at), published_at) / 3600.0
                as hours_since_previous
        from {{ posts }}
        where account_key is not null and published_at is not null and not is_repost
    ) as post
    inner join periods on post.published_on between periods.first_day and periods.last_day
    group by all
)
{%- endmacro %}

{#- Followers from the last reading in the same length of days before the period, or from the first in it, to the last in it. -#}
{% macro followers_of_periods(followers) -%}
followers as (
    select
        reading.account_key,
        periods.window_days,
        periods.period,
        coalesce(
            max_by(reading.follower_count, reading.snapshot_date) filter (where reading.snapshot_date < periods.first_day),
            min_by(reading.follower_count, reading.snapshot_date)
        ) as followers_start,
        max_by(reading.follower_count, reading.snapshot_date) filter (where reading.snapshot_date >= periods.first_day)
            as followers_end,
        count(*) filter (where reading.snapshot_date >= periods.first_day) > 0 and count(*) > 1 as has_two_readings
    from {{ followers }} as reading
    inner join periods on reading.snapshot_date between periods.first_day - periods.window_days and periods.last_day
    where reading.follower_count is not null
    group by all
)
{%- endmacro %}

{#- On how many days of a period anything of an account was read. -#}
{% macro days_of_periods(account_gains, followers) -%}
days as (
    select
        seen.account_key,
        periods.window_days,
        periods.period,
        count(*) as days_observed,
        bool_or(seen.has_posts) as has_posts
    from (
        select account_key, snapshot_date, bool_or(has_posts) as has_posts
        from (
            select account_key, gained_on as snapshot_date, true as has_posts from {{ account_gains }}
            union all
            -- a day without a reading is a row there, too
            select account_key, snapshot_date, false as has_posts from {{ followers }} where observed_at is not null
        ) as either
        group by account_key, snapshot_date
    ) as seen
    inner join periods on seen.snapshot_date between periods.first_day and periods.last_day
    group by all
)
{%- endmacro %}
