{#- Capture and recapture: the size of a population of which n1 were seen, then n2, and m of them both times. -#}
{% macro lincoln_petersen(n1, n2, m) -%}
    (cast({{ n1 }} as double) * {{ n2 }} / nullif({{ m }}, 0))
{%- endmacro %}

{#- Chapman's estimate (1951), which has a value without a recapture too. -#}
{% macro chapman(n1, n2, m) -%}
    (cast({{ n1 }} + 1 as double) * ({{ n2 }} + 1) / ({{ m }} + 1) - 1)
{%- endmacro %}

{#- Its standard deviation (Seber 1970). -#}
{% macro chapman_sd(n1, n2, m) -%}
    sqrt(cast({{ n1 }} + 1 as double) * ({{ n2 }} + 1) * ({{ n1 }} - {{ m }}) * ({{ n2 }} - {{ m }})
        / (({{ m }} + 1.0) * ({{ m }} + 1.0) * ({{ m }} + 2.0)))
{%- endmacro %}
