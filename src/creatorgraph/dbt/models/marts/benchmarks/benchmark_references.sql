{#- Figures that others published, each with its year and denominator: for reading beside `benchmarks`, never mixed with it. -#}
select
    reference, platform, tier, statistic,
    cast(low as double) as low,
    cast(high as double) as high,
    year, denominator, denominator_note, source, source_url, note
from {{ ref('benchmark_figures') }}
