{#- Schemas are the layers' own names; marts get one schema for each organization, and no two organizations one: a name that
had to be changed carries a digest of what it was. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name == 'marts' -%}
        {%- set name = modules.re.sub('[^a-z0-9_]', '_', var('organization') | lower) -%}
        marts_{{ name if name == var('organization') else name ~ '_' ~ local_md5(var('organization'))[:8] }}
    {%- else -%}
        {{ custom_schema_name or target.schema }}
    {%- endif -%}
{%- endmacro %}
