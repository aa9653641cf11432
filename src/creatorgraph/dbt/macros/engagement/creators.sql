{#- Whether an account belongs to its creator surely enough to count in what is said of the creator. -#}
{% macro is_confident(bridge) -%}
    ({{ bridge }}.is_primary or coalesce({{ bridge }}.match_confidence >= {{ var('min_confidence') }}, false))
{%- endmacro %}

{#- What was gained: nothing where a counter fell, unknown where nothing is known. -#}
{% macro gain_of(change) -%}
    case when {{ change }} >= 0 then {{ change }} when {{ change }} < 0 then 0 end
{%- endmacro %}
