{#- The words of a text, in order: lower case, without accents, bordered by whatever is neither letter, mark nor digit of any
script. Addresses and mentions of others are no words of the author. -#}
{% macro words_of(text) -%}
    {{ return(adapter.dispatch('words_of', 'creatorgraph')(text)) }}
{%- endmacro %}

{% macro duckdb__words_of(text) -%}
    list_filter(
        regexp_split_to_array(
            strip_accents(lower(nfc_normalize(regexp_replace({{ text }}, '(https?://\S+|@[0-9A-Za-z_.]+)', ' ', 'g')))),
            '[^\p{L}\p{M}\p{N}]+'
        ),
        lambda word: word <> ''
    )
{%- endmacro %}
