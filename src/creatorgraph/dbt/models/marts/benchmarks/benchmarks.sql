{#- What is usual: percentiles of each engagement formula in the own panel, by platform, tier, niche and format.

A cell of fewer than 30 posts or 5 creators is drawn to the cell around it (empirical Bayes): its percentiles count with
`weight` = between / (between + within / creators), the variances between cells of one parent and between creators of one cell
being taken from all cells of that depth on that platform (analysis of variance of unequal groups, on square roots of rates).
The widest cell has no parent: with too few posts nothing is told. -#}
{%- set keys = ['tier', 'niche', 'format'] -%}
{%- set percentiles = [25, 50, 75, 90] -%}
{%- set small = "cell.n_posts < 30 or cell.n_creators < 5" -%}

with inside as (
    select
        *,
        {%- for key in keys %}
        case when depth > {{ loop.index }} then {{ key }} else 'all' end as parent_{{ key }},
        {%- endfor %}
        cast(round(cast(sum_of_means as double) * cast(sum_of_means as double) / n_creators, 12) as decimal(38, 12)) as explained
    from {{ ref('benchmark_cells') }}
),

families as (
    select
        formula, platform, depth, parent_tier, parent_niche, parent_format,
        count(*) as cells, sum(n_creators) as creators, sum(n_creators * n_creators) as squared_creators,
        sum(sum_of_squares) as sum_of_squares, sum(explained) as explained,
        cast(round(cast(sum(sum_of_means) as double) * cast(sum(sum_of_means) as double) / sum(n_creators), 12) as decimal(38, 12))
            as explained_by_parent,
        cast(round(sum(n_creators * n_creators) / sum(n_creators), 6) as decimal(24, 6)) as unevenness
    from inside
    group by all
),

variances as (
    select
        formula, platform, depth,
        cast(sum(sum_of_squares) - sum(explained) as double) / nullif(sum(creators) - sum(cells), 0) as within,
        cast(sum(explained) - sum(explained_by_parent) as double) as between_squares,
        sum(cells) - count(*) as degrees,
        cast(sum(creators) - sum(unevenness) as double) as spread
    from families
    group by all
),

weighed as (
    select
        inside.* exclude (sum_of_means, sum_of_squares, explained),
        greatest(variance.between_squares - variance.degrees * variance.within, 0) / nullif(variance.spread, 0) as between_cells,
        coalesce(between_cells / nullif(between_cells + variance.within / inside.n_creators, 0), 0) as weight_of_small
    from inside
    inner join variances as variance using (formula, platform, depth)
),

depth_0 as (
    select
        cell.*, false as is_shrunk, cast(null as double) as weight, cast(null as varchar) as parent,
        {%- for p in percentiles %}
        case when not ({{ small }}) then cell.observed_p{{ p }} end as p{{ p }}{{ ',' if not loop.last }}
        {%- endfor %}
    from weighed as cell
    where cell.depth = 0
),
{% for depth in [1, 2, 3] %}
depth_{{ depth }} as (
    select
        cell.*, {{ small }} as is_shrunk, case when {{ small }} then round(cell.weight_of_small, 6) else 1 end as weight,
        concat_ws(' / ', parent.platform{% for key in keys[:depth - 1] %}, parent.{{ key }}{% endfor %}) as parent,
        {%- for p in percentiles %}
        case when {{ small }} then round(cell.weight_of_small * cell.observed_p{{ p }} + (1 - cell.weight_of_small) * parent.p{{ p }}, 9)
            else cell.observed_p{{ p }} end as p{{ p }}{{ ',' if not loop.last }}
        {%- endfor %}
    from weighed as cell
    inner join depth_{{ depth - 1 }} as parent
        on parent.formula = cell.formula and parent.platform = cell.platform
        {%- for key in keys[:depth - 1] %} and parent.{{ key }} = cell.{{ key }}{% endfor %}
    where cell.depth = {{ depth }}
){{ ',' if not loop.last }}
{% endfor %}
{%- for depth in [0, 1, 2, 3] %}
select
    platform, tier, niche, format, formula, depth, n_posts, n_creators, n_at_7_days, p25, p50, p75, p90,
    is_shrunk, weight, parent, observed_p25, observed_p50, observed_p75, observed_p90
from depth_{{ depth }}
{{ 'union all' if not loop.last }}
{%- endfor %}
