{#- A statement about single rows; rows of which it is false or unknown are wrong. -#}
{% test holds(model, statement) %}
select * from {{ model }} where not coalesce({{ statement }}, false)
{% endtest %}
