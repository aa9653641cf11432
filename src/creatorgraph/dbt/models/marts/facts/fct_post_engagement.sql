{{ config(materialized='from_day', dated_by='snapshot_date') }}

{#- One row for each post and UTC day on which it was seen: its counters, its creator's insights of that day, and a
rate by each formula of the registry. Whose a post is may be learnt after it was first seen: its rows are then made at once. -#}
{%- set insights = {
    'reach': 'bigint', 'completion_rate': 'decimal(9, 6)', 'average_watch_seconds': 'decimal(24, 6)',
    'total_watch_seconds': 'decimal(24, 6)', 'shares': 'bigint', 'saves': 'bigint',
} -%}
{%- set first = redo_from([
    disagrees_with(ref('dim_post'), ['post_key'], ['account_key', 'creator_id', 'published_at', 'caption', 'is_repost']),
    disagrees_with(ref('fct_follower_snapshot'), ['account_key', 'snapshot_date'], ['follower_count']),
    'select min(first_seen_at) from ' ~ ref('dim_post') ~ ' anti join ' ~ this ~ ' using (post_key) where account_key is not null',
]) %}

with insights as (
    select
        post_key,
        cast(observed_at as date) as snapshot_date,
        {%- for metric, type in insights.items() %}
        cast(max_by(value, (observed_at, ingested_at, answer_id)) filter (where metric = '{{ metric }}') as {{ type }})
            as {{ metric }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_insights') }}
    where {{ is_visible('visibility') }} and post_key is not null and dimension = '' and metric in ({{ literals(insights) }})
    group by all
),

days as (
    select
        -- Instagram tells shares and saves of one's own media among the insights alone
        day.* replace (coalesce(day.share_count, insights.shares) as share_count, coalesce(day.save_count, insights.saves) as save_count),
        insights.* exclude (post_key, snapshot_date, shares, saves)
    from {{ ref('organization_post_days') }} as day
    left join insights using (post_key, snapshot_date)
    where {{ made_anew('day.snapshot_date', first) }}
),

before_them as (
    {%- if first is none %}
    select cast(null as varchar) as post_key, cast(null as date) as snapshot_date where false
    {%- else %}
    select post_key, max(snapshot_date) as snapshot_date from {{ this }} where snapshot_date < date '{{ first }}' group by post_key
    {%- endif %}
),

joined as (
    select
        days.*,
        identity.creator_id,
        follower.follower_count,
        before_them.snapshot_date as read_before,
        {{ meaningful_views('days.view_count', 'days.completion_rate') }} as meaningful_views
    from days
    left join {{ ref('organization_identities') }} as identity using (account_key)
    left join {{ ref('fct_follower_snapshot') }} as follower
        on follower.account_key = days.account_key and follower.snapshot_date = days.snapshot_date
    left join before_them on before_them.post_key = days.post_key
)

select
    post_key, account_key, creator_id, platform, native_post_id, snapshot_date, published_at, caption,
    view_count, play_count, like_count, comment_count, share_count, save_count, download_count,
    date_diff('day', coalesce(lag(snapshot_date) over (partition by post_key order by snapshot_date), read_before), snapshot_date)
        as days_since_previous,
    follower_count,
    reach, completion_rate, average_watch_seconds, total_watch_seconds, meaningful_views,
    {%- for formula in computed_formulas() %}
    {{ value_of(formula) }} as {{ formula }},
    {%- endfor %}
    is_repost,
    observed_at,
    provider,
    source_class,
    filled_from,
    completeness
from joined
