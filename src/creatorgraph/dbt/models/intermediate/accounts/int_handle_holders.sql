{#- Which account a sighting by handle alone is about, for each handle, moment and visibility that occurs.

Whoever had taken the handle most recently by then; before anybody was seen with it, the account that the ledger promoted
the handle's provisional key to, else the earliest holder. So a stranger who takes a handle over inherits nothing, and
recording an alias changes no row that a holder already explains. -#}
with wanted as (
    select distinct platform, lower(handle) as handle, visibility, observed_at, provisional_account_key
    from {{ ref('int_account_sightings') }}
    where native_id is null and handle is not null
),

holders as (
    select
        wanted.*,
        holder.account_key,
        holder.native_id,
        holder.first_seen_at <= wanted.observed_at as had_taken_it
    from wanted
    inner join {{ ref('int_handle_history') }} as holder
        on holder.platform = wanted.platform
        and holder.handle = wanted.handle
        and holder.visibility in ('public', wanted.visibility)
    qualify row_number() over (
        partition by wanted.platform, wanted.handle, wanted.visibility, wanted.observed_at
        order by
            holder.first_seen_at <= wanted.observed_at desc,
            case when holder.first_seen_at <= wanted.observed_at then holder.first_seen_at end desc,
            holder.first_seen_at,
            holder.native_id
    ) = 1
),

aliases as (
    select account_key as provisional_account_key, max_by(other_account_key, sequence) as account_key
    from {{ source('app', 'identity_events') }}
    where kind = 'alias'
    group by account_key
),

natives as (
    select native_account_key as account_key, max(native_id) as native_id
    from {{ ref('int_account_sightings') }}
    where native_id is not null
    group by native_account_key
)

select
    wanted.*,
    case when is_alias then alias.account_key else holders.account_key end as account_key,
    case when is_alias then natives.native_id else holders.native_id end as native_id,
    case when is_alias then 'alias' else 'holder' end as resolved_by
from wanted
left join holders using (platform, handle, visibility, observed_at)
left join aliases as alias on alias.provisional_account_key = wanted.provisional_account_key
left join natives on natives.account_key = alias.account_key
cross join lateral (
    select alias.account_key is not null and holders.had_taken_it is distinct from true as is_alias
) as decided
where coalesce(alias.account_key, holders.account_key) is not null
