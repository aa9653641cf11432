{#- Each post as last known, per visibility. -#}
{%- set latest = ['account_key', 'published_at', 'caption', 'duration_seconds', 'is_ad', 'is_repost'] -%}

with ordered as (
    select
        *,
        row_number() over (partition by post_key, visibility order by observed_at, ingested_at, answer_id) as place
    from {{ ref('int_post_observations') }}
)

select
    post_key,
    visibility,
    any_value(platform) as platform,
    any_value(native_post_id) as native_post_id,
    {%- for column in latest %}
    max_by({{ column }}, place) filter (where {{ column }} is not null) as {{ column }},
    {%- endfor %}
    min(observed_at) as first_seen_at,
    max(observed_at) as last_seen_at,
    count(*) as observation_count
from ordered
group by post_key, visibility
