{#- Each day of a platform and tier: how many creators were read, and how many followers they had together, to two digits. Days
on which too few creators were read are left out. -#}
select
    reading.snapshot_date,
    member.platform,
    member.tier,
    count(distinct member.creator_id) as creators,
    {{ two_digits('sum(reading.follower_count)') }} as followers
from {{ ref('fct_follower_snapshot') }} as reading
inner join {{ ref('maskable_accounts') }} as member using (account_key)
where reading.follower_count is not null
group by reading.snapshot_date, member.platform, member.tier
having count(distinct member.creator_id) >= {{ fewest() }}
