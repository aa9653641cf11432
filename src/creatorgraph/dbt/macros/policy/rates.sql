{#- Interactions per view, as a fraction. Null when any of its counters is unknown or nobody viewed: an absent counter is
not 0, so rates of platforms that withhold one are not comparable and are not made up. -#}
{% macro engagement_by_views(counters, views='view_count') -%}
    case when {{ views }} > 0 then cast({{ counters | join(' + ') }} as double) / {{ views }} end
{%- endmacro %}
