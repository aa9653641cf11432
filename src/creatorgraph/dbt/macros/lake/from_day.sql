{#- How a large table of dated rows is kept: a build makes the days anew from the first one on that answers came to or went from,
and leaves the days before as they are.

Which day that is the builder tells by the variable `redo_from` (creatorgraph/warehouse/changes.py); without it, or where the
table is not there yet, the whole table is made. So a row may depend on what was seen until its own day, never on what was seen
later. What a row takes from elsewhere is compared: a model hands `redo_from` the queries that tell from which day on its kept
rows no longer agree with it. -#}
{% materialization from_day, adapter='duckdb', supported_languages=['sql'] -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set found = modules.re.search('/[*] made anew from ([0-9-]+) [*]/', sql) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if found -%}
        {%- call statement('outdated') -%}
            delete from {{ target }} where {{ made_anew(config.require('dated_by'), found.group(1)) }}
        {%- endcall -%}
        {%- call statement('main') -%}insert into {{ target }} by name {{ sql }}{%- endcall -%}
    {%- else -%}
        {%- if existing is not none -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
        {%- call statement('main') -%}{{ create_table_as(False, target, sql) }}{%- endcall -%}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{%- endmaterialization %}

{#- The first UTC day (ISO) that this build makes anew of this model; none where that is every day. Each of `doubts` is a query of
one value: the day (or null) from which on kept rows have to be made anew although no answer changed. -#}
{% macro redo_from(doubts=[]) -%}
    {%- set told = var('redo_from', none) -%}
    {%- if told is none or not execute or model.resource_type != 'model' or not has_staged_rows() -%}{{ return(none) }}{%- endif -%}
    {%- set days = [told] -%}
    {%- for query in doubts -%}
        {%- set day = run_query('select cast(cast((' ~ query ~ ') as date) as varchar)').rows[0][0] -%}
        {%- if day -%}{%- do days.append(day) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(days | min) }}
{%- endmacro %}

{#- The earliest kept row that has something else in these columns than the row of another table with the same key. -#}
{% macro disagrees_with(relation, key, columns) -%}
    select min(kept.{{ config.get('dated_by') }})
    from {{ this }} as kept
    left join {{ relation }} as other using ({{ key | join(', ') }})
    where {% for column in columns %}kept.{{ column }} is distinct from other.{{ column }}{{ ' or ' if not loop.last }}{% endfor %}
{%- endmacro %}

{#- A condition on rows: those of the days that are made anew, and those that `always` (a setting of the model) names. -#}
{% macro made_anew(at, first) -%}
    {%- if first is none -%}true{%- else -%}
    (cast({{ at }} as date) >= date '{{ first }}'{% if config.get('always') %} or {{ config.get('always') }}{% endif %}) /* made anew from {{ first }} */
    {%- endif -%}
{%- endmacro %}
