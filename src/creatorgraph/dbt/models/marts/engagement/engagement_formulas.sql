{#- The registry of formulas (macros/policy/rates.sql) as a table: what each rate is made of, and who can tell it. -#}
{%- for name, formula in engagement_formulas().items() %}
select
    '{{ name }}' as formula,
    '{{ formula.numerator | join(' + ') }}' as numerator,
    {{ "'" ~ formula.denominator ~ "'" if formula.denominator else 'cast(null as varchar)' }} as denominator,
    '{{ formula.unit }}' as unit,
    '{{ formula.why }}' as why,
    cast([{{ literals(formula.public) if formula.public }}] as varchar[]) as public_platforms,
    cast([{{ literals(formula.connected) if formula.connected }}] as varchar[]) as connected_platforms
{{ 'union all' if not loop.last }}
{%- endfor %}
