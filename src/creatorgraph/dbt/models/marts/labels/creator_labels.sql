{#- Tier, niche and main format of each creator, as every source says it; at most one label of a kind is chosen. The tier is
that of its largest account; what is said of an account counts for its creator, the largest account's first. -#}
with accounts as (
    select
        identity.account_key,
        identity.creator_id,
        row_number() over (
            partition by identity.creator_id order by account.follower_count desc nulls last, identity.account_key
        ) as size_rank
    from {{ ref('organization_identities') }} as identity
    inner join {{ ref('organization_accounts') }} as account using (account_key)
),

of_accounts as (
    select accounts.creator_id, label.kind, label.label, label.source, label.confidence, label.evidence, label.stated_at
    from {{ ref('account_labels') }} as label
    inner join accounts using (account_key)
    where label.kind = 'tier'
        or (label.source in ('person', 'import') and not label.is_inherited)
    qualify row_number() over (partition by accounts.creator_id, label.kind, label.source order by accounts.size_rank) = 1
),

said as (
    select
        creator_id, kind, label, source, confidence, evidence, kind <> 'tier' as is_inherited, stated_at
    from of_accounts
    union all
    select subject_key as creator_id, kind, label, source, confidence, null as evidence, false as is_inherited, stated_at
    from {{ ref('stated_labels') }}
    where subject = 'creator'
    union all
    select
        vote.creator_id, vote.kind, vote.label, vote.source,
        case when vote.source = 'rule' then measured.confidence end as confidence, vote.evidence,
        false as is_inherited, null as stated_at
    from ({{ labels_by_vote('creator_id') }}) as vote
    left join {{ ref('label_confidence') }} as measured
        on measured.subject = 'account' and measured.kind = vote.kind and measured.evidence = vote.evidence
)

select
    said.creator_id,
    said.kind,
    said.label,
    said.source,
    said.confidence,
    said.evidence,
    said.is_inherited,
    said.stated_at,
    {{ is_chosen_label('said.creator_id', 'said.is_inherited') }} as is_chosen
from said
semi join accounts using (creator_id)
