{#- What each post is about (niche) and what it is (format), as every source says it; at most one label of a kind is chosen. -#}
with said as (
    select subject_key as post_key, kind, label, source, confidence, cast(null as varchar) as evidence, stated_at
    from {{ ref('stated_labels') }}
    where subject = 'post'
    union all
    select
        post.post_key, 'niche' as kind, category.niche as label, 'platform_category' as source,
        null as confidence, null as evidence, null as stated_at
    from {{ ref('dim_post') }} as post
    inner join {{ ref('platform_categories') }} as category
        on category.platform = post.platform and category.category = post.platform_category
    where post.creator_id is not null
    union all
    select
        rule.subject_key as post_key, rule.kind, rule.label, 'rule' as source, measured.confidence, rule.evidence,
        null as stated_at
    from {{ ref('rule_labels') }} as rule
    left join {{ ref('label_confidence') }} as measured
        on measured.subject = 'post' and measured.kind = rule.kind and measured.evidence = rule.evidence
    where rule.subject = 'post'
)

select
    said.post_key,
    post.account_key,
    post.creator_id,
    said.kind,
    said.label,
    said.source,
    said.confidence,
    said.evidence,
    said.stated_at,
    {{ is_chosen_label('said.post_key') }} as is_chosen
from said
inner join {{ ref('dim_post') }} as post using (post_key)
