{#- The ages (hours) at which posts are compared with each other; polls fall between them. -#}
{% macro traction_ages() -%}
    {{ return([0.5, 1, 2, 3, 4, 6, 12, 24]) }}
{%- endmacro %}

{#- The readings that a post's first day is drawn from: up to twice the last age, so that it has one on either side. -#}
{% macro traction_horizon_hours() -%}
    {{ return(48) }}
{%- endmacro %}

{#- Views of a logarithm of 1 + views. -#}
{% macro views_of(log_views) -%}
    cast(round(exp({{ log_views }}) - 1) as bigint)
{%- endmacro %}
