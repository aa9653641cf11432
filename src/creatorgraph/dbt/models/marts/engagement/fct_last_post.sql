{#- When each creator last posted: on each platform where it has an account, and anywhere. -#}
with platforms as (
    select
        bridge.creator_id,
        bridge.platform,
        count(*) as accounts_counted,
        max(account.last_post_at) as last_post_at,
        max_by(bridge.account_key, (account.last_post_at, bridge.account_key)) filter (where account.last_post_at is not null)
            as last_account_key
    from {{ ref('bridge_creator_accounts') }} as bridge
    inner join {{ ref('organization_accounts') }} as account using (account_key)
    where {{ is_confident('bridge') }}
    group by bridge.creator_id, bridge.platform
)

select
    *,
    date_diff('day', last_post_at, {{ as_of() }}) as days_since_post,
    max(last_post_at) over creator as last_post_anywhere_at,
    date_diff('day', max(last_post_at) over creator, {{ as_of() }}) as days_since_post_anywhere,
    max_by(platform, (last_post_at, platform)) filter (where last_post_at is not null) over creator as last_platform,
    last_post_at > {{ as_of() }} - interval 30 day as is_active_here,
    max(last_post_at) over creator > {{ as_of() }} - interval 30 day as is_active_anywhere
from platforms
window creator as (partition by creator_id)
