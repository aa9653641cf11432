{#- Whom the sampled pages of a follower list showed, once each: the frame is what the list could show when it was last read.

TikTok lists no more than the newest few thousand followers (var `listable_followers`), newest first. The place of a
follower in the order of arrival is the list's total less those above it, so that pages of several weeks make one sample:
whoever has sunk below the frame is left out, and `is_listable` tells who still is in the list as the account stands now.
A follower who is a known account goes by its creator, so that all accounts of one creator are one follower. -#}
with pages as (
    select
        account_key,
        answer_id,
        any_value(observed_at) as observed_at,
        max(list_total) as list_total,
        count(*) as members
    from {{ ref('stg_tiklive__followers') }}
    where relation = 'follower' and account_key is not null and {{ is_visible('visibility') }}
    group by account_key, answer_id
),

placed_pages as (
    select
        *,
        coalesce(sum(members) over (
            partition by account_key, cast(observed_at as date) order by observed_at, answer_id
            rows between unbounded preceding and 1 preceding
        ), 0) as newer_members
    from pages
),

lists as (
    select
        pages.account_key,
        max_by(pages.list_total, (pages.observed_at, pages.list_total)) as list_total,
        max(pages.observed_at) as sampled_through,
        any_value(account.follower_count) as follower_count
    from pages
    inner join {{ ref('organization_accounts') }} as account using (account_key)
    where pages.list_total is not null
    group by pages.account_key
),

known_accounts as (
    select
        {{ person_hash("'tiktok:id:' || account.native_id") }} as member_hash,
        identity.creator_id
    from {{ ref('organization_accounts') }} as account
    inner join {{ ref('organization_identities') }} as identity using (account_key)
    where account.platform = 'tiktok' and account.native_id is not null
),

seen as (
    select
        member.account_key,
        coalesce(known.creator_id, member.member_hash, member.member_handle_hash) as member_key,
        bool_or(known.creator_id is not null) as is_known_account,
        min(upper(member.region)) as region,
        max(page.list_total - page.newer_members - member.position) as place,
        min_by(page.answer_id, (page.observed_at, page.answer_id)) as page_id
    from {{ ref('stg_tiklive__followers') }} as member
    inner join placed_pages as page using (account_key, answer_id)
    left join known_accounts as known on known.member_hash = member.member_hash
    where member.relation = 'follower'
    group by 1, 2
)

select
    seen.account_key,
    seen.member_key,
    seen.is_known_account,
    seen.region,
    seen.page_id,
    seen.place >= greatest(lists.list_total, lists.follower_count) - {{ var('listable_followers') }} as is_listable,
    cast(lists.list_total as bigint) as list_total,
    cast(least(greatest(lists.list_total, lists.follower_count), {{ var('listable_followers') }}) as bigint) as frame_size,
    lists.sampled_through
from seen
inner join lists using (account_key)
where seen.member_key is not null
    and coalesce(seen.place >= lists.list_total - {{ var('listable_followers') }}, true)
