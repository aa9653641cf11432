{#- What creators of one platform, tier, niche and part of the world are like; groups of too few creators are left out. Numbers
are rounded to two digits, as an exact sum or middle can name whom it is of. -#}
with latest as (
    select account_key, max_by(follower_count, snapshot_date) as follower_count
    from {{ ref('fct_follower_snapshot') }}
    where follower_count is not null
    group by account_key
),

posts as (
    select
        account_key,
        max_by(view_count, snapshot_date) filter (where view_count is not null) as views,
        max_by(er_views, snapshot_date) filter (where er_views is not null) as er_views
    from {{ ref('fct_post_engagement') }}
    where published_at >= {{ as_of() }} - interval 30 days
    group by account_key, post_key
),

posted as (
    select account_key, count(*) as posts, sum(views) as views, median(er_views) as er_views
    from posts
    group by account_key
)

select
    member.platform,
    member.tier,
    member.niche,
    member.region,
    count(distinct member.creator_id) as creators,
    {{ two_digits('median(latest.follower_count)') }} as median_followers,
    {{ two_digits('sum(posted.posts)') }} as posts_30d,
    {{ two_digits('sum(posted.views)') }} as views_30d,
    round(median(posted.er_views), 3) as median_er_views
from {{ ref('maskable_accounts') }} as member
left join latest using (account_key)
left join posted using (account_key)
group by member.platform, member.tier, member.niche, member.region
having count(distinct member.creator_id) >= {{ fewest() }}
