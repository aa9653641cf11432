{#- Each creator's followers by ISO week. Whoever follows her on two platforms is one person, so accounts are not added into
people: at least the largest account, at most all of them together; the same of those gained. -#}
select
    week.creator_id,
    week.week_start,
    any_value(week.iso_year) as iso_year,
    any_value(week.iso_week) as iso_week,
    count(*) as accounts_counted,
    count(week.follower_change) as accounts_compared,
    max(week.followers_end) as different_followers_low,
    cast(sum(week.followers_end) as bigint) as different_followers_high,
    {{ gain_of('max(week.follower_change)') }} as people_gained_low,
    cast(sum({{ gain_of('week.follower_change') }}) as bigint) as people_gained_high,
    min(week.growth_rate) as growth_rate_low,
    max(week.growth_rate) as growth_rate_high,
    max_by(week.platform, (week.growth_rate, week.account_key)) filter (where week.growth_rate is not null) as fastest_platform,
    any_value(week.is_complete) as is_complete
from {{ ref('fct_follower_growth_weekly') }} as week
inner join {{ ref('bridge_creator_accounts') }} as bridge using (account_key)
where {{ is_confident('bridge') }}
group by week.creator_id, week.week_start
