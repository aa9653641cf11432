{#- Tier, niche and main format of each account, as every source says it; at most one label of a kind is chosen. The tier is
that of the last day with a follower count. -#}
with said as (
    select
        account_key, 'tier' as kind, tier as label, 'rule' as source, cast(1 as decimal(9, 6)) as confidence,
        'follower_count' as evidence,
        false as is_inherited, cast(valid_from as timestamp) as stated_at
    from {{ ref('account_tiers') }}
    where is_current
    union all
    select subject_key as account_key, kind, label, source, confidence, null as evidence, false as is_inherited, stated_at
    from {{ ref('stated_labels') }}
    where subject = 'account'
    union all
    select
        identity.account_key, stated.kind, stated.label, stated.source, stated.confidence, null as evidence,
        true as is_inherited, stated.stated_at
    from {{ ref('stated_labels') }} as stated
    inner join {{ ref('organization_identities') }} as identity on identity.creator_id = stated.subject_key
    where stated.subject = 'creator'
    union all
    select
        vote.account_key, vote.kind, vote.label, vote.source,
        case when vote.source = 'rule' then measured.confidence end as confidence, vote.evidence,
        false as is_inherited, null as stated_at
    from ({{ labels_by_vote('account_key') }}) as vote
    left join {{ ref('label_confidence') }} as measured
        on measured.subject = 'account' and measured.kind = vote.kind and measured.evidence = vote.evidence
)

select
    said.account_key,
    identity.creator_id,
    said.kind,
    said.label,
    said.source,
    said.confidence,
    said.evidence,
    said.is_inherited,
    said.stated_at,
    {{ is_chosen_label('said.account_key', 'said.is_inherited') }} as is_chosen
from said
inner join {{ ref('organization_identities') }} as identity using (account_key)
