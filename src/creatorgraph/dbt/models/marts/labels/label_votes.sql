{#- How many texts of each account speak for which label. As its platform's category: posts by theirs, a channel by each of
its topics. As its rules: posts by what a person, an import or the word lists say of them, and the biography as one more. -#}
with ballots as (
    select account_key, kind, label, 'platform_category' as source
    from {{ ref('post_labels') }}
    where account_key is not null and source = 'platform_category'
    union all
    select account.account_key, 'niche' as kind, category.niche as label, 'platform_category' as source
    from {{ ref('organization_accounts') }} as account
    inner join {{ ref('platform_categories') }} as category
        on category.platform = account.platform
        and list_contains(string_split(account.platform_category, ','), category.category)
    union all
    select account_key, kind, label, 'rule' as source
    from {{ ref('post_labels') }}
    where account_key is not null and not {{ is_undecided('evidence') }} and source <> 'platform_category'
    qualify row_number() over (partition by post_key, kind order by {{ label_source_rank('source') }}) = 1
    union all
    select account_key, kind, label, 'rule' as source
    from {{ ref('rule_labels') }}
    where subject = 'biography' and kind = 'niche' and not {{ is_undecided('evidence') }}
)

select ballots.account_key, identity.creator_id, ballots.kind, ballots.label, ballots.source, count(*) as votes
from ballots
inner join {{ ref('organization_identities') }} as identity using (account_key)
group by all
