{#- Some counters of a row as elements (metric, value) of a list, so that one column can be asked about all of them. -#}
{% macro points(counters, prefix='') -%}
    {%- for counter in counters -%}
    struct_pack(metric := '{{ counter }}', value := {{ prefix }}{{ counter }}){{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The same with the values before and after. People take likes and follows back, one at a time: a fall of those counters is
notable from 1 % and ten; of what nobody can take back (a view) any is. -#}
{% macro fall_points(counters, never_taken_back) -%}
    {%- for counter in counters -%}
    struct_pack(
        metric := '{{ counter }}', value := {{ counter }}, previous := previous_{{ counter }}, next_value := next_{{ counter }},
        is_notable := {{ 'true' if counter in never_taken_back else
            'previous_' ~ counter ~ ' - ' ~ counter ~ ' >= greatest(10, 0.01 * previous_' ~ counter ~ ')' }}
    ){{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
