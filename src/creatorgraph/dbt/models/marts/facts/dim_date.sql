{#- Every UTC day from the first observation to the day that the build is of. -#}
with bounds as (
    select
        coalesce(min(cast(observed_at as date)), cast({{ as_of() }} as date)) as first_day,
        greatest(coalesce(max(cast(observed_at as date)), cast({{ as_of() }} as date)), cast({{ as_of() }} as date)) as last_day
    from {{ ref('int_account_observations') }}
    where {{ is_visible('visibility') }}
),

posted as (
    select
        least(bounds.first_day, coalesce(min(cast(post.observed_at as date)), bounds.first_day)) as first_day,
        greatest(bounds.last_day, coalesce(max(cast(post.observed_at as date)), bounds.last_day)) as last_day
    from bounds
    left join {{ ref('int_post_observations') }} as post on {{ is_visible('post.visibility') }}
    group by bounds.first_day, bounds.last_day
)

select
    cast(day as date) as date_day,
    year(day) as year,
    quarter(day) as quarter,
    month(day) as month,
    cast(date_trunc('month', day) as date) as month_start,
    isoyear(day) as iso_year,
    weekofyear(day) as iso_week,
    cast(date_trunc('week', day) as date) as week_start,
    isodow(day) as iso_day_of_week,
    isodow(day) >= 6 as is_weekend
from posted, unnest(generate_series(cast(first_day as timestamp), cast(last_day as timestamp), interval 1 day)) as days (day)
