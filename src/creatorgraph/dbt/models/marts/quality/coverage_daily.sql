{#- What came of asking for each account, on each UTC day on which it was asked: blocked is not empty. Stands beside charts. -#}
select
    visit.account_key,
    identity.creator_id,
    any_value(visit.platform) as platform,
    visit.kind,
    visit.visit_date,
    min_by(visit.completeness, {{ completeness_rank('visit.completeness') }}) as completeness,
    cast(sum(visit.answers) as bigint) as answers
from {{ ref('int_account_visits') }} as visit
left join {{ ref('organization_identities') }} as identity using (account_key)
where {{ is_visible('visit.visibility') }}
group by visit.account_key, identity.creator_id, visit.kind, visit.visit_date
