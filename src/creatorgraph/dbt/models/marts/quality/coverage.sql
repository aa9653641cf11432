{#- What was asked and how much of it came: blocked is not empty, and both are shown. -#}
select
    provider,
    lane,
    endpoint,
    completeness,
    count(*) as answers,
    min(observed_at) as first_observed_at,
    max(observed_at) as last_observed_at
from {{ ref('stg_lake__answers') }}
where {{ is_visible('visibility') }}
group by provider, lane, endpoint, completeness
