{{ config(schema='marts', materialized='view') }}
{#- Each account with what may be said of it coarsely: platform, tier, niche, part of the world. It still holds keys and handles,
so it lies with the marts and is never shared; the masked tables are made of it. -#}
with tiers as (
    select account_key, max(tier) as tier
    from {{ ref('account_tiers') }}
    where is_current
    group by account_key
),

opted_in as (
    -- a creator that was merged is meant by the id that holds now
    select distinct coalesce(redirect.current_creator_id, named.creator_id) as creator_id
    from (select unnest(cast([{{ literals(var('masking_opt_in')) }}] as varchar[])) as creator_id) as named
    left join {{ source('match', 'redirects') }} as redirect on redirect.creator_id = named.creator_id
)

select
    account.creator_id,
    {{ masked_hash('account.creator_id') }} as creator_hash,
    account.account_key,
    account.platform,
    account.handle,
    account.is_primary,
    coalesce(tiers.tier, 'unknown') as tier,
    coalesce(segment.tier, 'unknown') as creator_tier,
    coalesce(segment.niche, 'unknown') as niche,
    coalesce({{ world_part('known.region') }}, 'unknown') as region,
    opted_in.creator_id is not null as is_opted_in
from {{ ref('bridge_creator_accounts') }} as account
inner join {{ ref('organization_accounts') }} as known using (account_key)
left join {{ ref('dim_creator_segment') }} as segment on segment.creator_id = account.creator_id
left join tiers on tiers.account_key = account.account_key
left join opted_in on opted_in.creator_id = account.creator_id
