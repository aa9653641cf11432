{#- Each account through time: one row for each stretch in which its slow attributes held. Counters live in facts.

A source that sees an attribute change is believed, however little it is trusted otherwise. What a source says at first is
news only where no source as trusted has spoken: two that spell a link differently are no change, nor is learning one. An
attribute that an answer leaves out keeps its last known value. -#}
{%- set slow = ['handle', 'display_name', 'bio', 'link', 'is_verified', 'is_private'] -%}
{%- set later = "order by observed_at, source_rank desc, ingested_at, answer_id" %}

with readings as (
    select
        account_key, provider, {{ source_rank('provider', 'visibility') }} as source_rank, observed_at, ingested_at, answer_id,
        {{ slow | join(', ') }}
    from {{ ref('int_account_observations') }}
    where {{ is_visible('visibility') }}
),

compared as (
    select
        *,
        {%- for column in slow %}
        lag({{ column }} ignore nulls) over own as own_{{ column }},
        {%- endfor %}
        row_number() over own = 1 as is_first
    from readings
    window own as (partition by account_key, provider, source_rank {{ later }})
),

-- few readings tell anything new: all that follows is about those
told as (
    select
        *,
        {%- for column in slow %}
        own_{{ column }} is distinct from {{ column }} and {{ column }} is not null as tells_{{ column }},
        min(case when {{ column }} is not null then source_rank end) over earlier as best_{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from compared
    where is_first
        {%- for column in slow %} or (own_{{ column }} is distinct from {{ column }} and {{ column }} is not null){% endfor %}
    window earlier as (partition by account_key {{ later }} rows between unbounded preceding and 1 preceding)
),

carried as (
    select
        account_key,
        observed_at,
        {%- for column in slow %}
        last_value(case when tells_{{ column }} and (own_{{ column }} is not null or source_rank < coalesce(best_{{ column }}, 99))
            then {{ column }} end ignore nulls) over history as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from told
    window history as (partition by account_key {{ later }} rows unbounded preceding)
    -- what several say of one instant is one state, the most trusted one's
    qualify lead(observed_at) over (partition by account_key {{ later }}) is distinct from observed_at
),

changes as (
    select
        *,
        {%- for column in slow %}
        {%- set value = 'lower(handle)' if column == 'handle' else column %}
        (lag({{ value }}) over history is not null and lag({{ value }}) over history is distinct from {{ value }})
        {{ 'or' if not loop.last else 'as is_change' }}
        {%- endfor %}
    from carried
    window history as (partition by account_key order by observed_at)
),

versions as (
    select account_key, min(observed_at) as valid_from,
        {%- for column in slow %}
        max_by({{ column }}, observed_at) filter (where {{ column }} is not null) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (select *, count_if(is_change) over (partition by account_key order by observed_at) as version from changes)
    group by account_key, version
)

select
    {{ uuid5("'version:' || versions.account_key || ':' || strftime(versions.valid_from, '%Y-%m-%dT%H:%M:%S.%f')") }}
        as account_version_key,
    versions.account_key,
    identity.creator_id,
    account.platform,
    account.native_id,
    {%- for column in slow %}
    versions.{{ column }},
    {%- endfor %}
    versions.valid_from,
    lead(versions.valid_from) over later as valid_to,
    lead(versions.valid_from) over later is null as is_current,
    account.is_provisional, account.is_active, account.inactive_since,
    account.region, account.language, account.platform_category, account.joined_at
from versions
inner join {{ ref('organization_accounts') }} as account using (account_key)
left join {{ ref('organization_identities') }} as identity using (account_key)
window later as (partition by versions.account_key order by versions.valid_from)
