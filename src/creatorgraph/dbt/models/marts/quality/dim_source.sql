{#- The declared order of sources, as a table that a person can read. -#}
{%- for name, meaning in source_classes().items() %}
select '{{ name }}' as source_class, {{ loop.index }} as source_rank, '{{ meaning | replace("'", "''") }}' as meaning
{{ 'union all' if not loop.last }}
{%- endfor %}
