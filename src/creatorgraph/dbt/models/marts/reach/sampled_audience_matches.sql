{#- Pairs of sampled follower lists and how many followers were seen in both, with the design effect of pages.

A page holds people who came together, so matches may come in clumps: the design effect is the variance of the match rate
over pages as clusters, as a multiple of what it were if each follower came alone (Kish 1965), never below 1, the larger of
both lists. Matches are found by a hash join, so the work grows with shared followers; pairs that share none are listed
while there are few lists (`most_compared_lists`), beyond that only within a group. -#}
{%- set sides = ['a', 'b'] -%}
with cells as (
    select
        a.account_key as account_key_a,
        b.account_key as account_key_b,
        a.page_id as page_a,
        b.page_id as page_b,
        count(*) as matches,
        count(*) filter (where a.is_listable and b.is_listable) as listable_matches
    from {{ ref('organization_sampled_followers') }} as a
    inner join {{ ref('organization_sampled_followers') }} as b
        on b.member_key = a.member_key and b.account_key > a.account_key
    group by all
),

pages as (
    select account_key, page_id, count(*) as members
    from {{ ref('organization_sampled_followers') }}
    group by account_key, page_id
),

lists as (
    select account_key, count(*) as pages, cast(sum(members) as bigint) as followers, cast(sum(members * members) as bigint) as squares
    from pages
    group by account_key
),

totals as (
    select
        account_key_a, account_key_b, cast(sum(matches) as bigint) as matches, cast(sum(listable_matches) as bigint) as listable_matches
    from cells
    group by account_key_a, account_key_b
),
{% for side in sides %}
clumps_{{ side }} as (
    select
        page_matches.account_key_a, page_matches.account_key_b,
        cast(sum(page_matches.matches * page_matches.matches) as bigint) as squares,
        cast(sum(page_matches.matches * pages.members) as bigint) as products
    from (
        select account_key_a, account_key_b, page_{{ side }} as page_id, cast(sum(matches) as bigint) as matches
        from cells
        group by all
    ) as page_matches
    inner join pages on pages.account_key = page_matches.account_key_{{ side }} and pages.page_id = page_matches.page_id
    group by all
),
{% endfor %}
pairs as (
    select a.account_key as account_key_a, b.account_key as account_key_b
    from {{ ref('audience_samples') }} as a
    inner join {{ ref('audience_samples') }} as b on b.platform = a.platform and b.account_key > a.account_key
    where (select count(*) from {{ ref('audience_samples') }}) <= {{ var('most_compared_lists') }}
    union
    select account_key_a, account_key_b from totals
    union
    select least(a.account_key, b.account_key), greatest(a.account_key, b.account_key)
    from {{ ref('organization_group_members') }} as one
    inner join {{ ref('organization_group_members') }} as other
        on other.group_name = one.group_name and other.creator_id > one.creator_id
    inner join {{ ref('audience_samples') }} as a on a.creator_id = one.creator_id
    inner join {{ ref('audience_samples') }} as b on b.creator_id = other.creator_id
)

select
    pairs.account_key_a,
    pairs.account_key_b,
    coalesce(totals.matches, 0) as matches,
    coalesce(totals.listable_matches, 0) as listable_matches,
    round(greatest(1
        {%- for side in sides %},
        coalesce({{ cluster_design_effect('totals.matches', 'list_' ~ side, 'clumps_' ~ side) }}, 1)
        {%- endfor %}
    ), 9) as design_effect
from pairs
{%- for side in sides %}
inner join lists as list_{{ side }} on list_{{ side }}.account_key = pairs.account_key_{{ side }}
left join clumps_{{ side }} using (account_key_a, account_key_b)
{%- endfor %}
left join totals using (account_key_a, account_key_b)
