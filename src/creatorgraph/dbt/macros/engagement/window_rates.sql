{#- Rates of windows by each formula, of the posts that were published in them, as they were last read in them with all that
the formula needs: so posts of the window and of the one before are read at like ages. Two summaries, as they answer two questions: the ratio of sums weighs a
post by its audience, the median takes each post alike. -#}
{% macro account_window_rates(windows, tables) -%}
with {{ periods_of(windows) }},

last_days as (
    select
        reading.post_key,
        periods.window_days,
        periods.period,
        {%- for formula in rate_formulas() %}
        max(reading.snapshot_date) filter (where reading.{{ formula }} is not null) as {{ formula }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ tables.fct_post_engagement }} as reading
    inner join periods
        on cast(reading.published_at as date) between periods.first_day and periods.last_day
        and reading.snapshot_date <= periods.last_day
    where not reading.is_repost
    group by all
),

last_readings as (
    unpivot last_days
    on {{ rate_formulas() | join(', ') }}
    into name formula value snapshot_date
),

parts as (
    select
        reading.account_key,
        last_readings.window_days,
        last_readings.period,
        last_readings.formula,
        case last_readings.formula
            {%- for formula in rate_formulas() %} when '{{ formula }}' then {{ numerator_of(formula) }}{% endfor %} end as numerator,
        case last_readings.formula
            {%- for formula in rate_formulas() %} when '{{ formula }}' then {{ engagement_formulas()[formula].denominator }}{% endfor %} end
            as denominator
    from last_readings
    inner join {{ tables.fct_post_engagement }} as reading using (post_key, snapshot_date)
),

rates as (
    select
        account_key,
        window_days,
        formula,
        {%- for period, prefix in {'current': '', 'previous': 'previous_'}.items() %}
        count(*) filter (where period = '{{ period }}') as {{ prefix }}posts_counted,
        cast(sum(numerator) filter (where period = '{{ period }}') as bigint) as {{ prefix }}numerator_sum,
        cast(sum(denominator) filter (where period = '{{ period }}') as bigint) as {{ prefix }}denominator_sum,
        round(median(cast(numerator as double) / denominator) filter (where period = '{{ period }}'), 9)
            as {{ prefix }}median_of_posts{{ ',' if not loop.last }}
        {%- endfor %}
    from parts
    where denominator > 0
    group by account_key, window_days, formula
)

select
    account.account_key,
    account.creator_id,
    account.platform,
    windows.window_days,
    windows.first_day,
    windows.last_day,
    rates.formula,
    rates.posts_counted,
    rates.numerator_sum,
    rates.denominator_sum,
    cast(rates.numerator_sum as double) / rates.denominator_sum as ratio_of_sums,
    rates.median_of_posts,
    rates.previous_posts_counted,
    rates.previous_numerator_sum,
    rates.previous_denominator_sum,
    cast(rates.previous_numerator_sum as double) / rates.previous_denominator_sum as previous_ratio_of_sums,
    rates.previous_median_of_posts,
    cast(rates.numerator_sum as double) / rates.denominator_sum
        - cast(rates.previous_numerator_sum as double) / rates.previous_denominator_sum as change_of_ratio,
    rates.median_of_posts - rates.previous_median_of_posts as change_of_median
from rates
inner join windows using (window_days)
inner join {{ tables.bridge_creator_accounts }} as account using (account_key)
{%- endmacro %}
