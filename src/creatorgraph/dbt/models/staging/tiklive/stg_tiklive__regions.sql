{#- The regions that TikLiveAPI knows, as code and name. An object of codes, not a list: its members are made rows. -#}
with answers as (
    {{ good_answers('tiklive', ['/region-list/']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ each_member("coalesce(try_cast(payload as json) -> '$.data', try_cast(payload as json))") }} as region
    from answers
)

select
    {{ envelope_columns() }},
    region.key as region,
    region.value as name
from parsed
where region.value is not null
{{ observations('stg_tiklive__regions') }}
