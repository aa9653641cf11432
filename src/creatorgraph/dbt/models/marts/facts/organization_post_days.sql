{{ config(materialized='view') }}

{#- Each post on each UTC day on which it was seen: the most trusted source's fullest and last reading of that day, and where it
leaves a counter out, the next source that tells it. -#}
{%- set counters = post_counters() -%}
{%- set told_by = {} -%}
{%- for counter in counters -%}{%- do told_by.update({counter: counter ~ '_by'}) -%}{%- endfor %}

with seen as (
    select
        post_key, platform, native_post_id, cast(observed_at as date) as snapshot_date, {{ counters | join(', ') }}, observed_at, ingested_at, provider, visibility, completeness, answer_id
    from {{ ref('int_post_observations') }}
    where {{ is_visible('visibility') }}
),

-- most days have one reading: only the others are sorted
repeated as (
    select post_key, snapshot_date, min(provider) <> max(provider) as is_mixed
    from seen
    group by post_key, snapshot_date
    having count(*) > 1
),

placed as (
    select
        seen.*,
        repeated.is_mixed,
        row_number() over (
            partition by post_key, snapshot_date
            order by
                -- a list that names a post without counting it tells no counters
                {{ told_count(counters) }} = 0,
                {{ source_rank('provider', 'visibility') }},
                {{ told_count(counters) }} desc, observed_at desc, ingested_at desc, answer_id
        ) as place
    from seen
    inner join repeated using (post_key, snapshot_date)
),

chosen as (
    select * from seen anti join repeated using (post_key, snapshot_date)
    union all by name
    select * exclude (place, is_mixed) from placed where place = 1
),

told as (
    select
        post_key,
        snapshot_date,
        {%- for counter in counters %}
        min_by({{ counter }}, place) filter (where {{ counter }} is not null) as {{ counter }},
        min_by(provider, place) filter (where {{ counter }} is not null) as {{ told_by[counter] }}{{ ',' if not loop.last }}
        {%- endfor %}
    from placed
    where is_mixed
    group by post_key, snapshot_date
)

select
    chosen.post_key,
    post.account_key,
    chosen.platform,
    chosen.native_post_id,
    chosen.snapshot_date,
    post.published_at,
    post.caption,
    {%- for counter in counters %}
    coalesce(chosen.{{ counter }}, told.{{ counter }}) as {{ counter }},
    {%- endfor %}
    post.is_repost,
    chosen.observed_at,
    chosen.provider,
    {{ source_class('chosen.provider', 'chosen.visibility') }} as source_class,
    list_filter([
        {%- for counter in counters %}
        case when chosen.{{ counter }} is null and told.{{ counter }} is not null then '{{ counter }}:' || told.{{ told_by[counter] }} end
        {{- ',' if not loop.last }}
        {%- endfor %}
    ], lambda filled: filled is not null) as filled_from,
    chosen.completeness
from chosen
inner join {{ ref('dim_post') }} as post on post.post_key = chosen.post_key and post.account_key is not null
left join told on told.post_key = chosen.post_key and told.snapshot_date = chosen.snapshot_date
