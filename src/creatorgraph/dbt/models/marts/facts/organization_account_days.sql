{#- Each account on each UTC day on which a counter of it was seen: the most trusted source's last reading, and where it leaves
a counter out, the next source that tells it. -#}
{%- set counters = ['follower_count', 'following_count', 'post_count', 'like_count', 'view_count'] -%}
{%- set told_by = {} -%}
{%- for counter in counters -%}{%- do told_by.update({counter: counter ~ '_by'}) -%}{%- endfor %}

with counted as (
    select
        account_key,
        cast(observed_at as date) as snapshot_date,
        row_number() over (
            partition by account_key, cast(observed_at as date)
            order by {{ source_rank('provider', 'visibility') }}, observed_at desc, ingested_at desc, answer_id
        ) as place,
        platform, {{ counters | join(', ') }}, observed_at, provider, visibility, completeness
    from {{ ref('int_account_observations') }}
    where {{ is_visible('visibility') }} and coalesce({{ counters | join(', ') }}) is not null
),

days as (
    select
        account_key,
        snapshot_date,
        any_value(platform) as platform,
        {%- for counter in counters %}
        min_by({{ counter }}, place) filter (where {{ counter }} is not null) as {{ counter }},
        min_by(provider, place) filter (where {{ counter }} is not null) as {{ told_by[counter] }},
        {%- endfor %}
        {%- for column in ['observed_at', 'provider', 'visibility', 'completeness'] %}
        min_by({{ column }}, place) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counted
    group by account_key, snapshot_date
)

select
    account_key,
    platform,
    snapshot_date,
    {%- for counter in counters %}
    {{ counter }},
    {%- endfor %}
    observed_at,
    provider,
    {{ source_class('provider', 'visibility') }} as source_class,
    {{ filled_from(counters, 'provider', told_by) }} as filled_from,
    completeness
from days
