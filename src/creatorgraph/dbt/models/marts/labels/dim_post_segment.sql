{#- One row for each post of a creator: the groups in which it may be set beside others. The tier is the account's on the day
of publication, the niche its creator's (a post that leaves its creator's subject has another `post_niche`), the format its own. -#}
with chosen as (
    select
        post_key,
        max(label) filter (where kind = 'niche') as post_niche,
        max(label) filter (where kind = 'format') as format,
        max(source) filter (where kind = 'format') as format_source
    from {{ ref('post_labels') }}
    where is_chosen
    group by post_key
)

select
    post.post_key,
    post.account_key,
    post.creator_id,
    post.platform,
    post.published_at,
    tier.tier,
    tier.tier_rank,
    creator.niche,
    chosen.post_niche,
    chosen.format,
    chosen.format_source,
    case
        when post.duration_seconds < 15 then '0-14 s'
        when post.duration_seconds < 45 then '15-44 s'
        when post.duration_seconds <= 90 then '45-90 s'
        when post.duration_seconds <= 180 then '91-180 s'
        when post.duration_seconds > 180 then 'over 180 s'
    end as length_bucket,
    strftime(time_bucket(interval 3 hour, post.published_at), '%H')
        || strftime(time_bucket(interval 3 hour, post.published_at) + interval 2 hour, '-%H h') as hour_block,
    coalesce(post.is_ad, false) or post.is_repost as is_ad_or_repost
from {{ ref('dim_post') }} as post
left join {{ ref('account_tiers') }} as tier
    on tier.account_key = post.account_key and {{ tier_holds_on('tier', 'cast(post.published_at as date)') }}
left join {{ ref('dim_creator_segment') }} as creator on creator.creator_id = post.creator_id
left join chosen on chosen.post_key = post.post_key
where post.creator_id is not null
