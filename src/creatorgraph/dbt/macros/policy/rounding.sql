{#- The unit in which a counter seems to be told: platforms and third parties show three significant digits of large ones, YouTube
of every subscriber count. 1 for a count that shows all its digits. -#}
{% macro display_unit(value) -%}
    case
        when {{ value }} >= 1000 and {{ value }} % cast(power(10, len(cast({{ value }} as varchar)) - 3) as bigint) = 0
            then cast(power(10, len(cast({{ value }} as varchar)) - 3) as bigint)
        else 1
    end
{%- endmacro %}
