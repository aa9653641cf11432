{#- Each account on each UTC day on which it was asked for, and the best that came of it: its profile and its posts apart. A batch
(X users, YouTube channels) asks for many accounts at once, each with its own fate. -#}
{%- set batches = {
    'x': {'endpoint': 'users', 'ids': asked('ids'), 'handles': asked('usernames')},
    'youtube': {'endpoint': 'channels', 'ids': asked('id'), 'handles': asked('forHandle')},
} -%}

with answers as (
    select
        provider, endpoint, request_param, subject_by_id, subject_by_handle, completeness, outcome, visibility, observed_at,
        answer_id, (provider, endpoint) in (
            {%- for provider, batch in batches.items() %}('{{ provider }}', '{{ batch.endpoint }}'){{ ', ' if not loop.last }}{% endfor -%}
        ) as is_batch
    from {{ ref('stg_lake__answers') }}
),

asked as (
    select
        split_part(coalesce(subject_by_id, subject_by_handle), ':', 1) as platform,
        regexp_extract(subject_by_id, '^[a-z]+:id:(.*)$', 1) as native_id,
        case when subject_by_id is null then regexp_extract(subject_by_handle, '^[a-z]+:handle:(.*)$', 1) end as handle,
        * exclude (request_param, subject_by_id, subject_by_handle)
    from answers
    where not is_batch
    {%- for provider, batch in batches.items() %}
    {%- for form in ['ids', 'handles'] %}

    union all

    select
        '{{ provider }}' as platform,
        {{ each_element("string_split(" ~ batch[form] ~ ", ',')") if form == 'ids' else 'null' }} as native_id,
        {{ bare_handle('handle') if form == 'handles' else 'null' }} as handle,
        * exclude (request_param, subject_by_id, subject_by_handle{{ ', handle' if form == 'handles' }})
    {%- if form == 'ids' %}
    from answers
    {%- else %}
    from (select *, {{ each_element("string_split(" ~ batch[form] ~ ", ',')") }} as handle from answers where provider = '{{ provider }}')
    {%- endif %}
    where is_batch and provider = '{{ provider }}'
    {%- endfor %}
    {%- endfor %}
),

holders as (
    select platform, handle, first_seen_at, min(account_key) as account_key
    from {{ ref('int_handle_history') }}
    where visibility = 'public'
    group by platform, handle, first_seen_at
),

absent as (
    select answer_id, coalesce(native_id, lower(handle)) as name, 'gone' as fate
    from {{ ref('int_account_absences') }}
    union
    select answer_id, coalesce(user_id, lower(username)), 'private'
    from {{ ref('stg_x__users') }}
    where problem = 'private'
),

visited as (
    select
        asked.*,
        -- of whom a good batch tells nothing bad it tells the account
        coalesce(absent.fate, case when asked.is_batch and asked.outcome = 'ok' then 'complete' else asked.completeness end) as fate,
        coalesce(
            {{ account_key('asked.platform', "nullif(asked.native_id, '')") }},
            holders.account_key,
            {{ provisional_account_key('asked.platform', 'asked.handle') }}
        ) as account_key
    from asked
    asof left join holders
        on holders.platform = asked.platform
        and holders.handle = lower(asked.handle)
        and asked.observed_at >= holders.first_seen_at
    left join absent on absent.answer_id = asked.answer_id and absent.name = coalesce(nullif(asked.native_id, ''), lower(asked.handle))
)

{%- for kind, endpoints in account_visits().items() %}

select
    account_key,
    '{{ kind }}' as kind,
    cast(observed_at as date) as visit_date,
    visibility,
    any_value(platform) as platform,
    min_by(fate, {{ completeness_rank('fate') }}) as completeness,
    count(distinct answer_id) as answers
from visited
where account_key is not null and (
    {%- for provider, paths in endpoints.items() %}
    (provider = '{{ provider }}' and endpoint in ({{ literals(paths) }})){{ ' or' if not loop.last }}
    {%- endfor %}
)
group by account_key, visit_date, visibility
{{ 'union all' if not loop.last }}
{%- endfor %}
