{#- The decisions of people that hold for this organization: the last one on each pair that nobody has undone, under the
keys that its accounts have now. -#}
with aliases as (
    select account_key, max_by(other_account_key, sequence) as present_key
    from {{ source('app', 'identity_events') }}
    where kind = 'alias'
    group by account_key
),

standing as (
    select
        decision.* exclude (account_key_a, account_key_b),
        coalesce(alias_a.present_key, decision.account_key_a) as key_a,
        coalesce(alias_b.present_key, decision.account_key_b) as key_b
    from {{ source('app', 'decisions') }} as decision
    left join aliases as alias_a on alias_a.account_key = decision.account_key_a
    left join aliases as alias_b on alias_b.account_key = decision.account_key_b
    where decision.verdict in ('same', 'different')
        and (decision.scope = 'installation' or decision.organization_id = {{ organization() }})
        and decision.decision_id not in (
            select undoes from {{ source('app', 'decisions') }} where verdict = 'undo' and undoes is not null
        )
)

select
    least(key_a, key_b) as account_key_a,
    greatest(key_a, key_b) as account_key_b,
    verdict,
    scope,
    reviewer,
    reason,
    decided_at
from standing
where key_a <> key_b
-- within a pair an organization's own word outranks the installation's
qualify row_number() over (
    partition by least(key_a, key_b), greatest(key_a, key_b) order by scope = 'organization' desc, decision_id desc
) = 1
