{#- Every dated observation of an account under the key it has now: the native one where an id or a resolved handle gives
it, else a provisional one. -#}
select
    coalesce(sighting.native_account_key, holder.account_key, sighting.provisional_account_key) as account_key,
    sighting.platform,
    coalesce(sighting.native_id, holder.native_id) as native_id,
    sighting.* exclude (platform, native_id, native_account_key, provisional_account_key),
    sighting.native_account_key is null and holder.account_key is null as is_provisional
from {{ ref('int_account_sightings') }} as sighting
left join {{ ref('int_handle_holders') }} as holder
    on sighting.native_id is null
    and holder.platform = sighting.platform
    and holder.handle = lower(sighting.handle)
    and holder.visibility = sighting.visibility
    and holder.observed_at = sighting.observed_at
where coalesce(sighting.native_account_key, sighting.provisional_account_key) is not null
