{#- Counters and shares that cannot fall below 0; null is not below 0. -#}
{% test never_negative(model, columns) %}
select *
from {{ model }}
where {% for column in columns %}{{ column }} < 0{{ ' or ' if not loop.last }}{% endfor %}
{% endtest %}
