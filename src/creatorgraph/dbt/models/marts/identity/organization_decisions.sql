{#- The decisions of people that hold for this organization: the last one on each pair that nobody has undone. -#}
with standing as (
    select *
    from {{ source('app', 'decisions') }}
    where verdict in ('same', 'different')
        and (scope = 'installation' or organization_id = {{ organization() }})
        and decision_id not in (
            select undoes from {{ source('app', 'decisions') }} where verdict = 'undo' and undoes is not null
        )
)

select account_key_a, account_key_b, verdict, scope, reviewer, reason, decided_at
from standing
-- within a pair an organization's own word outranks the installation's
qualify row_number() over (
    partition by account_key_a, account_key_b order by scope = 'organization' desc, decision_id desc
) = 1
