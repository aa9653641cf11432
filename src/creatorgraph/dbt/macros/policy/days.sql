{#- Every day between two, one row each; none where the first comes after the last. -#}
{% macro each_day(first_day, last_day) -%}
    {{ return(adapter.dispatch('each_day', 'creatorgraph')(first_day, last_day)) }}
{%- endmacro %}

{% macro duckdb__each_day(first_day, last_day) -%}
    unnest(generate_series(cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval 1 day))
{%- endmacro %}
