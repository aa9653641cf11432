{#- The keys and ranges of a table in one test, as each test costs a build more than its query does.

`keys`: lists of columns that together name one row, none of them null; `unique`: columns whose known values occur once; `known`:
columns without nulls; `not_negative`: numbers from 0 on; `ranges`: column -> [least, most], null for no bound; `accepted`: column ->
its values; `statements`: conditions true of every row. Null is outside no range. The result has one row for each broken rule. -#}
{% test well_formed(model, keys=[], unique=[], known=[], not_negative=[], ranges={}, accepted={}, statements=[]) %}
{{ config(fail_calc='coalesce(sum(wrong_rows), 0)') }}
{%- set broken = {} -%}
{%- for column in (known + (keys | sum(start=[]))) | unique -%}{%- do broken.update({column ~ ' is null': column ~ ' is null'}) -%}{%- endfor -%}
{%- for column in not_negative -%}{%- do broken.update({column ~ ' < 0': column ~ ' < 0'}) -%}{%- endfor -%}
{%- for column, ends in ranges.items() -%}
    {%- if ends[0] is not none -%}{%- do broken.update({column ~ ' < ' ~ ends[0]: column ~ ' < ' ~ ends[0]}) -%}{%- endif -%}
    {%- if ends[1] is not none -%}{%- do broken.update({column ~ ' > ' ~ ends[1]: column ~ ' > ' ~ ends[1]}) -%}{%- endif -%}
{%- endfor -%}
{%- for column, values in accepted.items() -%}
    {%- do broken.update({column ~ ' is none of its values': column ~ ' not in (' ~ literals(values) ~ ')'}) -%}
{%- endfor -%}
{%- for statement in statements -%}
    {%- do broken.update({'not true: ' ~ statement: '(' ~ statement ~ ') is distinct from true'}) -%}
{%- endfor %}
with counted as (
    select
        {%- for condition in broken.values() %}
        coalesce(sum(case when {{ condition }} then 1 else 0 end), 0) as rule_{{ loop.index }},
        {%- endfor %}
        count(*) as all_rows
    from {{ model }}
)
{%- for rule in broken %}
select '{{ rule | replace("'", "''") }}' as rule, rule_{{ loop.index }} as wrong_rows from counted where rule_{{ loop.index }} > 0
union all
{%- endfor %}
{%- for key in keys %}
select 'not one row each: {{ key | join(", ") }}' as rule, count(*) as wrong_rows
from (select 1 as one from {{ model }} group by {{ key | join(', ') }} having count(*) > 1) as repeated
having count(*) > 0
union all
{%- endfor %}
{%- for column in unique %}
select 'more than once: {{ column }}' as rule, count(*) as wrong_rows
from (select 1 as one from {{ model }} where {{ column }} is not null group by {{ column }} having count(*) > 1) as repeated
having count(*) > 0
union all
{%- endfor %}
select 'none' as rule, 0 as wrong_rows where false
{% endtest %}
