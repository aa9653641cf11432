{#- Each cell of the panel as observed, for each formula: percentiles, and the square roots of rates averaged by creator, from
which is told how far cells differ beyond chance. Posts of one creator are alike, so creators are the units of that. -#}
with rates as (
    select
        creator_id, platform, basis, formula, value,
        {%- for column in ['tier', 'niche', 'format'] %}
        coalesce({{ column }}, 'unknown') as {{ column }},
        {%- endfor %}
        cast(round(sqrt(value), 6) as decimal(12, 6)) as root
    from (
        select
            creator_id, platform, tier, niche, format, basis,
            {%- for formula in public_rate_formulas() %}
            {{ value_of(formula) }} as {{ formula }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ ref('benchmark_posts') }}
    )
    unpivot (value for formula in ({{ public_rate_formulas() | join(', ') }}))
),

creators as (
    select
        formula, platform, tier, niche, format, creator_id, grouping_id(platform, tier, niche, format) as level,
        cast(round(sum(root) / count(*), 6) as decimal(12, 6)) as mean_root
    from rates
    group by grouping sets (
        {%- for columns in cell_levels() %}
        (formula, creator_id, {{ columns | join(', ') }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
),

units as (
    select
        formula, platform, tier, niche, format, level, count(*) as n_creators, sum(mean_root) as sum_of_means,
        sum(cast(mean_root * mean_root as decimal(38, 12))) as sum_of_squares
    from creators
    group by all
),

cells as (
    select
        formula, platform, tier, niche, format, grouping_id(platform, tier, niche, format) as level, count(*) as n_posts,
        count(*) filter (where basis = 'at_7_days') as n_at_7_days,
        quantile_cont(value, [0.25, 0.5, 0.75, 0.9]) as percentiles
    from rates
    group by grouping sets (
        {%- for columns in cell_levels() %}
        (formula, {{ columns | join(', ') }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
)

select
    cells.formula, cells.platform,
    {%- for column in ['tier', 'niche', 'format'] %}
    coalesce(cells.{{ column }}, 'all') as {{ column }},
    {%- endfor %}
    case cells.level when 7 then 0 when 3 then 1 when 1 then 2 else 3 end as depth,
    cells.n_posts, units.n_creators, cells.n_at_7_days, units.sum_of_means, units.sum_of_squares,
    {%- for percentile in [25, 50, 75, 90] %}
    round(cells.percentiles[{{ loop.index }}], 9) as observed_p{{ percentile }}{{ ',' if not loop.last }}
    {%- endfor %}
from cells
inner join units
    on units.formula = cells.formula and units.level = cells.level and units.platform = cells.platform
    and units.tier is not distinct from cells.tier and units.niche is not distinct from cells.niche
    and units.format is not distinct from cells.format
