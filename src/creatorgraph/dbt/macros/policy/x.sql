{#- X shortens every address to one of t.co, which names nobody: what it stands for comes beside it. -#}

{#- Where a link of an entity leads; `fallback` where there is no entity and it is no short address. -#}
{% macro x_link(url, fallback) -%}
    coalesce(
        {%- for found in [url ~ '.unwound_url', url ~ '.expanded_url', fallback] %}
        case when not regexp_matches({{ found }}, '^(https?://)?t\.co/') then {{ found }} end{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- Where the links of a list of entities lead. -#}
{% macro x_links(urls) -%}
    list_filter(list_transform({{ urls }}, lambda found: {{ x_link('found', 'found.url') }}), lambda found: found is not null)
{%- endmacro %}

{#- A text with each short address replaced by where it leads; a biography has room for six. -#}
{% macro x_text_with_links(text, urls, most) -%}
    {%- set nested = namespace(sql=text) -%}
    {%- for place in range(1, most + 1) -%}
        {%- set url = urls ~ '[' ~ place ~ ']' -%}
        {%- set nested.sql = "replace(" ~ nested.sql ~ ", coalesce(" ~ url ~ ".url, ''), coalesce(" ~ url ~ ".unwound_url, " ~ url ~ ".expanded_url, " ~ url ~ ".url, ''))" -%}
    {%- endfor -%}
    {{ nested.sql }}
{%- endmacro %}

{#- What a post shows (photo, video, animated_gif; an empty list for words alone), null where that cannot be known.

A post's media stand in its text as a short address: without one there are none. Where the answer brings the media along
they tell their type; else the address behind the short one does, by its ending. -#}
{% macro x_media_types(media, urls, media_keys, text) -%}
    case
        when len({{ media }}) > 0 then list_transform({{ media }}, lambda one: one.type)
        when len({{ x_media_endings(urls) }}) > 0 then {{ x_media_endings(urls) }}
        when len({{ media_keys }}) > 0 then null
        when {{ urls }} is not null or {{ text }} not like '%https://t.co/%' then []
    end
{%- endmacro %}

{% macro x_media_endings(urls) -%}
    list_filter(
        list_transform({{ urls }}, lambda found: nullif(regexp_extract(found.expanded_url, '/status/[0-9]+/(photo|video)/[0-9]+', 1), '')),
        lambda kind: kind is not null)
{%- endmacro %}
