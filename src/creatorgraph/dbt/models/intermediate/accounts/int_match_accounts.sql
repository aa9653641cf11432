{#- What the match may know: public observations alone, one row an account. -#}
select
    account_key,
    platform,
    native_id,
    handle,
    nullif(display_name, '') as display_name,
    nullif(bio, '') as bio,
    nullif(link, '') as link,
    follower_count,
    is_verified,
    is_provisional,
    first_seen_at,
    last_seen_at
from {{ ref('int_accounts') }}
where visibility = 'public'
