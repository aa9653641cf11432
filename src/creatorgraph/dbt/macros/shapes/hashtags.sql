{#- Hashtags of a text as platforms read them: letters of any script, marks, digits, underscore and joiners after a # (or its
full-width form), at least one letter among them; not the fragment of an address. Composed (NFC), lower case, each once,
in order. Full-width Latin is folded as compatibility composition would; the engine has no other part of that. -#}
{% macro hashtags_in(text, platform="''") -%}
    {{ return(adapter.dispatch('hashtags_in', 'creatorgraph')(text, platform)) }}
{%- endmacro %}

{% macro duckdb__hashtags_in(text, platform) -%}
    {%- set word = '\\p{L}\\p{M}\\p{N}_\\x{200c}\\x{200d}\\x{00b7}\\x{30fb}' -%}
    {%- set plain = "regexp_replace(" ~ text ~ ", '(https?://|www\\.)[^\\s]*|&#[0-9a-zA-Z]+;', ' ', 'g')" -%}
    {{ distinct_tags("case when " ~ platform ~ " = 'x'
        -- X wants something other than a word before the sign; elsewhere tags may stand against each other
        then regexp_extract_all(" ~ plain ~ ", '(?:^|[^" ~ word ~ "&#＃])[#＃]([" ~ word ~ "]+)', 1)
        else regexp_extract_all(" ~ plain ~ ", '[#＃]([" ~ word ~ "]+)', 1)
    end") }}
{%- endmacro %}

{#- A list of tags in the form that tags are compared in; a tag of digits alone is none. -#}
{% macro distinct_tags(tags) -%}
    {{ return(adapter.dispatch('distinct_tags', 'creatorgraph')(tags)) }}
{%- endmacro %}

{% macro duckdb__distinct_tags(tags) -%}
    {%- set wide = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９' -%}
    {%- set narrow = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789' -%}
    list_sort(list_distinct(list_filter(
        list_transform({{ tags }}, lambda tag: lower(nfc_normalize(translate(ltrim(tag, '#＃'), '{{ wide }}', '{{ narrow }}')))),
        lambda tag: regexp_matches(tag, '\p{L}')
    )))
{%- endmacro %}
