{#- The formulas of the registry as SQL over a row that has the counters by their names. -#}

{#- What is divided: a sum that is null when any of its parts is unknown. -#}
{% macro numerator_of(formula) -%}
    {{ engagement_formulas()[formula].numerator | join(' + ') }}
{%- endmacro %}

{#- A fraction; null when a part is unknown or nothing is there to divide by. -#}
{% macro value_of(formula) -%}
    {%- set denominator = engagement_formulas()[formula].denominator -%}
    case when {{ denominator }} > 0 then cast({{ numerator_of(formula) }} as double) / {{ denominator }} end
{%- endmacro %}

{#- Names of the formulas that are fractions, in the order of the registry. -#}
{% macro rate_formulas() -%}
    {%- set found = [] -%}
    {%- for name, formula in engagement_formulas().items() if formula.unit == 'fraction' -%}
        {%- do found.append(name) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- Names of the fractions that are computed; completion rates are told by platforms. -#}
{% macro computed_formulas() -%}
    {{ return(rate_formulas() | reject('equalto', 'completion_rate') | list) }}
{%- endmacro %}

{#- Views that saw the whole video. Exact until it is rounded to whole views, so that sums do not depend on their order. -#}
{% macro meaningful_views(views, completion_rate) -%}
    cast(round({{ views }} * {{ completion_rate }}) as bigint)
{%- endmacro %}
