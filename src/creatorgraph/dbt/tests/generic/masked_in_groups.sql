{#- No row of a shared table tells of fewer than k creators: equal values, nulls included, occur at least so often. Who opted in
is not hidden and hides nobody. -#}
{% test masked_in_groups(model, columns) %}
select {{ columns | join(', ') }}, count(*) as rows_alike
from {{ model }}
where not is_opted_in
group by {{ columns | join(', ') }}
having count(*) < {{ fewest() }}
{% endtest %}
