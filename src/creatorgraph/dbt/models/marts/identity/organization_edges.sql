{#- The accepted pairs inside each creator: what the match or a person said that joins its accounts. -#}
with accepted as (
    select
        pair.account_key_a,
        pair.account_key_b,
        pair.match_score,
        pair.match_confidence,
        pair.match_method,
        pair.match_status,
        pair.match_reasons
    from {{ source('match', 'pairs') }} as pair
    anti join {{ ref('organization_decisions') }} as decision
        on decision.account_key_a = pair.account_key_a and decision.account_key_b = pair.account_key_b
    where pair.match_status in ('auto', 'manual')
),

decided as (
    select
        decision.account_key_a,
        decision.account_key_b,
        pair.match_score,
        cast(1 as double) as match_confidence,
        'manual' as match_method,
        'manual' as match_status,
        coalesce(pair.match_reasons, cast([] as varchar[])) as match_reasons
    from {{ ref('organization_decisions') }} as decision
    left join {{ source('match', 'pairs') }} as pair using (account_key_a, account_key_b)
    where decision.verdict = 'same'
)

select
    identity_a.creator_id,
    edge.*
from (select * from accepted union all select * from decided) as edge
inner join {{ ref('organization_identities') }} as identity_a on identity_a.account_key = edge.account_key_a
inner join {{ ref('organization_identities') }} as identity_b
    on identity_b.account_key = edge.account_key_b and identity_b.creator_id = identity_a.creator_id
