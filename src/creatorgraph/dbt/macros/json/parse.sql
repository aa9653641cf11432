{#- One parse of a JSON document into a typed structure.

`document` is an SQL expression of JSON text, `shape` a mapping of member names to types, nested mappings or one-element
lists of them. Absent members, members of another type and documents that are no JSON come out as null, never as 0. -#}
{% macro parse_json(document, shape) -%}
    {{ return(adapter.dispatch('parse_json', 'creatorgraph')(document, shape)) }}
{%- endmacro %}

{% macro duckdb__parse_json(document, shape) -%}
    try(json_transform({{ document }}, '{{ tojson(shape) }}'))
{%- endmacro %}

{#- The elements of a list, one row each; rows whose list is empty or null give none. -#}
{% macro each_element(list_expression) -%}
    {{ return(adapter.dispatch('each_element', 'creatorgraph')(list_expression)) }}
{%- endmacro %}

{% macro duckdb__each_element(list_expression) -%}
    unnest({{ list_expression }})
{%- endmacro %}

{#- As each_element, but a row whose list is empty or null stays, with a null element. -#}
{% macro each_element_or_null(list_expression) -%}
    {{ return(adapter.dispatch('each_element_or_null', 'creatorgraph')(list_expression)) }}
{%- endmacro %}

{% macro duckdb__each_element_or_null(list_expression) -%}
    unnest(case when len({{ list_expression }}) > 0 then {{ list_expression }} else [null] end)
{%- endmacro %}

{#- The members of a JSON object of texts as `key` and `value`, one row each; none where it is no such object. -#}
{% macro each_member(document) -%}
    {{ return(adapter.dispatch('each_member', 'creatorgraph')(document)) }}
{%- endmacro %}

{% macro duckdb__each_member(document) -%}
    unnest(map_entries(try_cast(try_cast({{ document }} as json) as map(varchar, varchar))))
{%- endmacro %}

{#- The text of a value that is sent as a string by some and as an object with `member` by others. -#}
{% macro text_or_member(json_expression, member) -%}
    {{ return(adapter.dispatch('text_or_member', 'creatorgraph')(json_expression, member)) }}
{%- endmacro %}

{% macro duckdb__text_or_member(json_expression, member) -%}
    case json_type({{ json_expression }})
        when 'VARCHAR' then {{ json_expression }} ->> '$'
        when 'OBJECT' then {{ json_expression }} ->> '$.{{ member }}'
    end
{%- endmacro %}

{#- The first of several texts that consists of digits alone. -#}
{% macro first_all_digits(candidates) -%}
    {{ return(adapter.dispatch('first_all_digits', 'creatorgraph')(candidates)) }}
{%- endmacro %}

{% macro duckdb__first_all_digits(candidates) -%}
    coalesce(
        {%- for candidate in candidates %}
        case when regexp_full_match({{ candidate }}, '[0-9]+') then {{ candidate }} end{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
