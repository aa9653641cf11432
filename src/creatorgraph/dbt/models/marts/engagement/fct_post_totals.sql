{#- One row for each post: what it has as last read, and what it had at the age of seven days, when posts of different days
may be set side by side. -#}
{%- set counters = ['view_count', 'like_count', 'comment_count', 'share_count', 'save_count'] -%}

with readings as (
    select
        post_key,
        max(snapshot_date) as last_read_on,
        {%- for column in ['meaningful_views'] + rate_formulas() %}
        max_by({{ column }}, snapshot_date) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        -- the reading nearest to that age, at most a day off; the earlier of two as near
        min_by(snapshot_date, (abs(date_diff('second', published_at + interval 7 day, observed_at)), snapshot_date)) filter (
            where observed_at between published_at + interval 6 day and published_at + interval 8 day
        ) as read_at_7_days_on
    from {{ ref('fct_post_engagement') }}
    where coalesce({{ counters | join(', ') }}) is not null
    group by post_key
)

select
    last_reading.post_key,
    last_reading.account_key,
    last_reading.creator_id,
    last_reading.platform,
    last_reading.published_at,
    last_reading.is_repost,
    readings.last_read_on,
    {%- for counter in counters %}
    last_reading.{{ counter }},
    {%- endfor %}
    {%- for column in ['meaningful_views'] + rate_formulas() %}
    readings.{{ column }},
    {%- endfor %}
    readings.read_at_7_days_on,
    at_7_days.view_count as view_count_at_7_days,
    {%- for formula in ['er_views', 'er_views_likes_comments'] %}
    at_7_days.{{ formula }} as {{ formula }}_at_7_days{{ ',' if not loop.last }}
    {%- endfor %}
from readings
inner join {{ ref('fct_post_engagement') }} as last_reading
    on last_reading.post_key = readings.post_key and last_reading.snapshot_date = readings.last_read_on
left join {{ ref('fct_post_engagement') }} as at_7_days
    on at_7_days.post_key = readings.post_key and at_7_days.snapshot_date = readings.read_at_7_days_on
