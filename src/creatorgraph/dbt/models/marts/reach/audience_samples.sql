{#- How much of each follower list was seen, and when: what an overlap that is measured on it can be worth. -#}
select
    follower.account_key,
    any_value(identity.creator_id) as creator_id,
    any_value(account.platform) as platform,
    'newest_listable_followers' as frame,
    any_value(follower.list_total) as list_total,
    greatest(any_value(follower.frame_size), count(*)) as frame_size,
    count(*) as sampled_followers,
    count(*) filter (where follower.is_listable) as sampled_listable,
    count(distinct follower.page_id) as sampled_pages,
    count(*) filter (where follower.is_known_account) as known_followers,
    count(*) / cast(greatest(any_value(follower.frame_size), count(*)) as double) as visible_share,
    any_value(follower.sampled_through) as sampled_through
from {{ ref('organization_sampled_followers') }} as follower
inner join {{ ref('organization_accounts') }} as account using (account_key)
inner join {{ ref('organization_identities') }} as identity using (account_key)
group by follower.account_key
