{#- Name-based UUIDs, the same as creatorgraph.ids makes: any machine and any engine derives the same key. A null name has
a null key. -#}
{% macro uuid5(name) -%}
    {{ return(adapter.dispatch('uuid5', 'creatorgraph')(name)) }}
{%- endmacro %}

{#- RFC 9562: SHA-1 over namespace and name, then the version nibble 5 and the two variant bits. The digest is written out
where it is used because the engine finds equal expressions and computes them once; a lambda took twice as long. -#}
{% macro duckdb__uuid5(name) -%}
    {%- set digest = "sha1(unhex('5b0c5f2e6a0e5d6e9d2f2f8f6b1f7c11') || encode(" ~ name ~ "))" -%}
    nullif(concat(left({{ digest }}, 8), '-', substr({{ digest }}, 9, 4), '-5', substr({{ digest }}, 14, 3), '-',
        substr('89ab89ab89ab89ab', instr('0123456789abcdef', substr({{ digest }}, 17, 1)), 1), substr({{ digest }}, 18, 3), '-',
        substr({{ digest }}, 21, 12)), '--5--')
{%- endmacro %}

{% macro account_key(platform, native_id) -%}
    {{ uuid5("'account:' || " ~ platform ~ " || ':' || " ~ native_id) }}
{%- endmacro %}

{% macro provisional_account_key(platform, handle) -%}
    {{ uuid5("'provisional:' || " ~ platform ~ " || ':' || lower(" ~ handle ~ ")") }}
{%- endmacro %}

{% macro post_key(platform, native_post_id) -%}
    {{ uuid5("'post:' || " ~ platform ~ " || ':' || " ~ native_post_id) }}
{%- endmacro %}
