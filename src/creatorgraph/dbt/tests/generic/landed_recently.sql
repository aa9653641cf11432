{#- How late the latest of a provider's lanes is: hours between its newest answer and the instant that the build is of, where
they are more than the lane may take (6 unless `freshness` says otherwise). Above a second limit (24) it fails where
`freshness_severity` is `error`; publishing keeps to `warn`. A provider that never answered is not late. -#}
{% test landed_recently(model, provider) %}
{{ config(
    fail_calc="coalesce(max(hours_late), 0)", warn_if="> 0", error_if="> coalesce(max(error_hours), 0)",
    severity=var('freshness_severity', 'warn'), tags=['before_match']
) }}
with lanes as (
    select lane, date_diff('hour', max(ingested_at), {{ as_of() }}) as hours_late
    from {{ model }}
    where provider = '{{ provider }}'
    group by lane
),

limits as (
    select
        *,
        {%- for name, usual in {'warn': 6, 'error': 24}.items() %}
        {% if var('freshness', {}) -%}
        case lane{% for lane, hours in var('freshness').items() %} when '{{ lane }}' then {{ hours[name] }}{% endfor %} else {{ usual }} end
        {%- else -%}
        {{ usual }}
        {%- endif %} as {{ name }}_hours{{ ',' if not loop.last }}
        {%- endfor %}
    from lanes
)

select lane, hours_late, error_hours
from limits
where hours_late > warn_hours
order by hours_late / error_hours desc, lane
limit 1
{% endtest %}
