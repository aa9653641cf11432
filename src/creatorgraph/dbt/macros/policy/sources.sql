{#- The declared order of sources: whom to believe when several tell a counter of one day, most trusted first. The table
dim_source shows it. TikTok's business metrics stand behind live sources: they are a day or two late and count paid views. -#}
{% macro source_classes() -%}
    {{ return({
        'connected': "The platform's own API with the creator's own grant",
        'official': "The platform's own API, what it shows of anybody",
        'third_party': 'Somebody who reads the platform for us, or a captured feed',
        'connected_metrics': "TikTok's business metrics with the creator's own grant: a day or two late, paid views included",
        'import': "A person's file",
    }) }}
{%- endmacro %}

{#- The class of a reading, from who answered and who may see it. -#}
{% macro source_class(provider, visibility) -%}
    {%- set named = {} -%}
    {%- for name in source_classes() -%}{%- do named.update({name: "'" ~ name ~ "'"}) -%}{%- endfor -%}
    {{ of_source_class(provider, visibility, named) }}
{%- endmacro %}

{#- The place of that class in the order, from 1. -#}
{% macro source_rank(provider, visibility) -%}
    {%- set ranked = {} -%}
    {%- for name in source_classes() -%}{%- do ranked.update({name: loop.index}) -%}{%- endfor -%}
    {{ of_source_class(provider, visibility, ranked) }}
{%- endmacro %}

{% macro of_source_class(provider, visibility, values) -%}
    case
        when {{ provider }} = 'import' then {{ values['import'] }}
        when {{ provider }} = 'tiktok_business' then {{ values['connected_metrics'] }}
        when {{ visibility }} <> 'public' then {{ values['connected'] }}
        when {{ provider }} in ('instagram', 'x', 'youtube') then {{ values['official'] }}
        else {{ values['third_party'] }}
    end
{%- endmacro %}

{#- How many of some columns a row tells. -#}
{% macro told_count(columns) -%}
    ({% for column in columns %}cast({{ column }} is not null as integer){{ ' + ' if not loop.last }}{% endfor %})
{%- endmacro %}

{#- Which counters of a day come from another provider than the row's own, as `counter:provider`; `told_by` gives the SQL of who
told each. -#}
{% macro filled_from(counters, provider, told_by) -%}
    list_filter([
        {%- for counter in counters %}
        case when {{ told_by[counter] }} <> {{ provider }} then '{{ counter }}:' || {{ told_by[counter] }} end{{ ',' if not loop.last }}
        {%- endfor %}
    ], lambda filled: filled is not null)
{%- endmacro %}
