{#- The panel: each public post of a creator once, with the counters it had at the age of seven days, else as last read.

Public readings alone: what a creator showed one organization enters no benchmark. Advertisements and reposts are left out, and
so are posts that nobody has read since their first day. -#}
{%- set counters = ['view_count', 'like_count', 'comment_count', 'share_count', 'save_count'] -%}
{%- set age = "date_diff('second', post.published_at, seen.observed_at)" -%}

with readings as (
    select
        seen.post_key, {{ age }} as age_seconds, abs({{ age }} - 604800) <= 86400 as is_at_7_days, seen.observed_at,
        {{ source_rank('seen.provider', 'seen.visibility') }} as source_rank, seen.ingested_at, seen.answer_id,
        {%- for counter in counters %} seen.{{ counter }}{{ ',' if not loop.last }}{% endfor %}
    from {{ ref('int_post_observations') }} as seen
    inner join {{ ref('dim_post_segment') }} as post using (post_key)
    where seen.visibility = 'public' and not post.is_ad_or_repost and {{ age }} >= 86400
        and coalesce({% for counter in counters %}seen.{{ counter }}{{ ', ' if not loop.last }}{% endfor %}) is not null
),

last_readings as (
    select post_key, max(observed_at) as last_read_at
    from readings
    group by post_key
),

chosen as (
    select readings.*
    from readings
    inner join last_readings using (post_key)
    where readings.is_at_7_days or readings.observed_at = last_readings.last_read_at
    qualify row_number() over (
        partition by readings.post_key
        order by
            readings.is_at_7_days desc, abs(readings.age_seconds - 604800), readings.observed_at,
            readings.source_rank, readings.ingested_at desc, readings.answer_id
    ) = 1
),

followers as (
    select
        account_key, cast(observed_at as date) as day,
        min_by(follower_count, ({{ source_rank('provider', 'visibility') }}, -epoch_us(observed_at), answer_id)) as follower_count
    from {{ ref('int_account_observations') }}
    where visibility = 'public' and follower_count is not null
    group by all
)

select
    post.post_key, post.account_key, post.creator_id, post.platform, post.tier, post.niche, post.format,
    case when chosen.is_at_7_days then 'at_7_days' else 'as_last_read' end as basis,
    cast(round(chosen.age_seconds / 3600.0, 3) as decimal(12, 3)) as age_hours,
    {%- for counter in counters %}
    chosen.{{ counter }},
    {%- endfor %}
    followers.follower_count
from chosen
inner join {{ ref('dim_post_segment') }} as post using (post_key)
left join followers on followers.account_key = post.account_key and followers.day = cast(chosen.observed_at as date)
