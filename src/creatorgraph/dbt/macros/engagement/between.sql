{#- Table macros beside the marts, and published with them: the same windows between any two days, both counted.

`engagement_between(from_day, to_day)` gives the columns of fct_account_window_rates, `accounts_between(from_day, to_day)` those
of fct_account_window. Both run after their table, over published tables alone. -#}
{% macro publish_between(name, query) -%}
    create or replace macro {{ this.schema }}.{{ name }}(from_day, to_day) as table (
        {{ query }}
    )
{%- endmacro %}

{#- The one window that a macro is asked for. -#}
{% macro window_between() -%}
    select
        cast(cast(to_day as date) - cast(from_day as date) + 1 as integer) as window_days,
        cast(from_day as date) as first_day,
        cast(to_day as date) as last_day
{%- endmacro %}

{#- The tables that windows are made from. -#}
{% macro window_tables() -%}
    {%- set found = {} -%}
    {%- for name in ['fct_post_engagement', 'fct_account_gains', 'fct_follower_snapshot', 'dim_post', 'bridge_creator_accounts'] -%}
        {%- do found.update({name: ref(name)}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
