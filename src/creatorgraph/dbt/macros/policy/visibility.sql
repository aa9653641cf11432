{#- What the organization of this build may see: what is public, and what creators authorised for it alone. -#}
{% macro is_visible(column) -%}
    {{ column }} in ('public', 'org:' || {{ organization() }})
{%- endmacro %}

{#- A text literal of the organization this build is for. -#}
{% macro organization() -%}
    '{{ var("organization") | replace("'", "''") }}'
{%- endmacro %}
