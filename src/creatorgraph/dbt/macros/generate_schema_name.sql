{#- Schemas are the layers' own names; marts get one schema for each organization, and no two organizations one: a name that
had to be changed, or could be taken for a masked schema, carries a digest of what it was. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name in ['marts', 'marts_masked'] -%}
        {%- set name = modules.re.sub('[^a-z0-9_]', '_', var('organization') | lower) -%}
        {%- set is_plain = name == var('organization') and not name.startswith('masked_') -%}
        {{ custom_schema_name }}_{{ name if is_plain else name ~ '_' ~ local_md5(var('organization'))[:8] }}
    {%- else -%}
        {{ custom_schema_name or target.schema }}
    {%- endif -%}
{%- endmacro %}
