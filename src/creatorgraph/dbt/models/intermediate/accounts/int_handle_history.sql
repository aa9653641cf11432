{#- Who carried which handle, and when they were seen with it first and last. Kept apart by visibility, so that what one
organization was shown in confidence never resolves a handle for another. -#}
select
    platform,
    lower(handle) as handle,
    native_id,
    native_account_key as account_key,
    visibility,
    min(observed_at) as first_seen_at,
    max(observed_at) as last_seen_at
from {{ ref('int_account_sightings') }}
where native_id is not null and handle is not null
group by all
