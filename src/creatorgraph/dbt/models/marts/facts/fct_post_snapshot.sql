{{ config(materialized='from_day', dated_by='observed_at') }}

{#- Every reading of a post's counters, however many a day: how a post grew, from its first hour on. At one instant the most
trusted source that tells most. -#}
{%- set counters = post_counters() -%}
{%- set first = redo_from([disagrees_with(ref('dim_post'), ['post_key'], ['account_key', 'published_at'])]) %}

with counted as (
    select
        post_key, platform, observed_at, {{ counters | join(', ') }}, provider, visibility, ingested_at, answer_id
    from {{ ref('int_post_observations') }}
    where {{ is_visible('visibility') }} and coalesce({{ counters | join(', ') }}) is not null
        and {{ made_anew('observed_at', first) }}
),

-- few instants have several readings: only those are sorted
repeated as (
    select post_key, observed_at
    from counted
    group by post_key, observed_at
    having count(*) > 1
),

readings as (
    select * from counted anti join repeated using (post_key, observed_at)
    union all by name
    select *
    from (select * from counted semi join repeated using (post_key, observed_at))
    qualify row_number() over (
        partition by post_key, observed_at
        order by {{ source_rank('provider', 'visibility') }}, {{ told_count(counters) }} desc, ingested_at desc, answer_id
    ) = 1
)

select
    reading.post_key,
    post.account_key,
    reading.platform,
    reading.observed_at,
    post.published_at,
    cast(round(date_diff('second', post.published_at, reading.observed_at) / 3600.0, 3) as decimal(12, 3)) as age_hours,
    {%- for counter in counters %}
    reading.{{ counter }},
    {%- endfor %}
    reading.provider,
    {{ source_class('reading.provider', 'reading.visibility') }} as source_class
from readings as reading
left join {{ ref('dim_post') }} as post using (post_key)
