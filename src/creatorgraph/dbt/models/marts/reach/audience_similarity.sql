{{ config(materialized='view') }}

{#- What two accounts of one creator show of whether their audiences may be the same people: language, region, and how
symmetric their engagement is (the smaller of both rates among the larger), with the weight that each gives to a prior.

A language is the account's own, else that of most of its posts; a region is the account's own, else that of most of its
sampled followers. -#}
with told as (
    select
        account_key,
        max_by(lower(left(language, 2)), (last_seen_at, visibility)) filter (where language is not null) as language,
        max_by(upper(region), (last_seen_at, visibility)) filter (where region is not null) as region
    from {{ ref('int_accounts') }}
    where {{ is_visible('visibility') }}
    group by account_key
),

written as (
    select account_key, max_by(language, (posts, language)) as language
    from (
        select account_key, lower(left(language, 2)) as language, count(*) as posts
        from {{ ref('dim_post') }}
        where language is not null
        group by all
    ) as languages
    group by account_key
),

followed_from as (
    select account_key, max_by(region, (followers, region)) as region
    from (
        select account_key, region, count(*) as followers
        from {{ ref('organization_sampled_followers') }}
        where region <> ''
        group by all
    ) as regions
    group by account_key
),

engagement as (
    select account_key, sum(like_count) / cast(count(*) as double) as likes_per_post
    from {{ ref('fct_post_engagement') }}
    where like_count is not null and snapshot_date > cast({{ as_of() }} as date) - 30
    group by account_key
),

audiences as (
    select
        audience.*,
        coalesce(told.language, written.language) as language,
        coalesce(told.region, followed_from.region) as region,
        engagement.likes_per_post / nullif(audience.follower_count, 0) as engagement_rate
    from {{ ref('organization_audiences') }} as audience
    left join told using (account_key)
    left join written using (account_key)
    left join followed_from using (account_key)
    left join engagement using (account_key)
),

pairs as (
    select
        one.creator_id,
        one.account_key as account_key_a,
        other.account_key as account_key_b,
        one.language = other.language as is_same_language,
        one.region = other.region as is_same_region,
        case when one.engagement_rate > 0 and other.engagement_rate > 0 then round(
            least(one.engagement_rate, other.engagement_rate) / greatest(one.engagement_rate, other.engagement_rate), 9
        ) end as engagement_symmetry
    from audiences as one
    inner join audiences as other on other.creator_id = one.creator_id and other.account_key > one.account_key
)

select
    pairs.*,
    {%- for signal in ['language', 'region', 'engagement'] %}
    cast(coalesce({{ signal }}.weight, 1) as decimal(9, 6)) as {{ signal }}_weight,
    {%- endfor %}
    cast(language_weight * region_weight * engagement_weight as decimal(9, 6)) as adjustment_weight
from pairs
left join {{ ref('overlap_adjustments') }} as language
    on language.signal = 'language' and language.applies_when = case when is_same_language then 'same' when not is_same_language then 'different' end
left join {{ ref('overlap_adjustments') }} as region
    on region.signal = 'region' and region.applies_when = case when is_same_region then 'same' when not is_same_region then 'different' end
left join {{ ref('overlap_adjustments') }} as engagement
    on engagement.signal = 'engagement'
    and engagement.applies_when = case when engagement_symmetry >= 0.5 then 'similar' when engagement_symmetry < 0.2 then 'different' end
