{#- How creators use each hashtag, by platform and day of publication, beside what the platform itself counts under it. -#}
with used as (
    select
        tag.platform,
        tag.hashtag,
        tag.published_on as usage_date,
        count(*) as posts,
        count(distinct tag.creator_id) as creators,
        cast(sum(total.view_count) as bigint) as view_count,
        count(total.view_count) as posts_with_views
    from {{ ref('bridge_post_hashtags') }} as tag
    left join {{ ref('fct_post_totals') }} as total using (post_key)
    where tag.creator_id is not null and tag.published_on is not null
    group by all
),

official as (
    select
        platform,
        term as hashtag,
        snapshot_date as usage_date,
        max_by(view_count, snapshot_hour) filter (where view_count is not null) as official_view_count,
        max_by(user_count, snapshot_hour) filter (where user_count is not null) as official_post_count,
        cast(sum(posts_published) as bigint) as official_posts_published
    from {{ ref('fct_hashtag_snapshot') }}
    where kind = 'hashtag'
    group by all
    having coalesce(official_view_count, official_post_count, official_posts_published) is not null
)

select
    platform,
    hashtag,
    usage_date,
    used.posts,
    used.creators,
    used.view_count,
    used.posts_with_views,
    official.official_view_count,
    official.official_post_count,
    official.official_posts_published
from used
full outer join official using (platform, hashtag, usage_date)
