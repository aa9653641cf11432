{#- The select list that brings a source into a shape: each column typed, in order, null where the source has none.

`given` maps column names of the shape to SQL; a name that the shape does not know is a mistake and says so. -#}
{% macro fill(shape, given) -%}
    {%- for name in given if name not in shape -%}
        {{ exceptions.raise_compiler_error("The shape has no column '" ~ name ~ "'; it has " ~ (shape | join(', '))) }}
    {%- endfor -%}
    {%- for name, type in shape.items() %}
    cast({{ given.get(name, 'null') }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- A counter that a provider sends; a negative one is an overflow upstream, hence unknown (the raw value stays in staging). -#}
{% macro counter(column) -%}
    case when {{ column }} >= 0 then {{ column }} end
{%- endmacro %}

{#- A handle without its leading @ and surrounding blanks; null when nothing is left. -#}
{% macro bare_handle(column) -%}
    nullif(ltrim(trim({{ column }}), '@'), '')
{%- endmacro %}

{#- The columns of a shape that every row of a union has, for `union all`. -#}
{% macro union_of(models) -%}
    {%- for model in models %}
    select * from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
