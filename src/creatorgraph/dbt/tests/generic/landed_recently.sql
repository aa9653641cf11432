{#- Hours between the newest answer of a provider and the instant that the build is of. The test's result is a number of hours:
above 6 it warns, above 24 it fails where `freshness_severity` is `error` (publishing keeps to `warn`). A provider that never
answered is not late. -#}
{% test landed_recently(model, provider) %}
{{ config(
    fail_calc="coalesce(max(hours_late), 0)", warn_if="> 6", error_if="> 24",
    severity=var('freshness_severity', 'warn'), tags=['before_match']
) }}
select date_diff('hour', max(ingested_at), {{ as_of() }}) as hours_late
from {{ model }}
where provider = '{{ provider }}'
having count(*) > 0
{% endtest %}
