{#- Which post was found under which watched term, and when. -#}
with watched as (
    select platform, kind, native_id, ltrim(lower(term), '#') as term
    from {{ source('app', 'watchlist') }}
    where organization_id = {{ organization() }} and state <> 'untracked'
)

select
    sighting.platform,
    sighting.kind,
    sighting.term,
    max_by(sighting.native_id, sighting.observed_at) as native_id,
    sighting.post_key,
    any_value(post.account_key) as account_key,
    any_value(identity.creator_id) as creator_id,
    min(sighting.observed_at) as first_found_at,
    max(sighting.observed_at) as last_found_at,
    count(distinct sighting.answer_id) as times_found,
    bool_or(watched.kind is not null) as is_watched
from {{ ref('int_watch_sightings') }} as sighting
left join {{ ref('dim_post') }} as post using (post_key)
left join {{ ref('organization_identities') }} as identity on identity.account_key = post.account_key
left join watched
    on watched.platform = sighting.platform
    and watched.kind = sighting.kind
    and (watched.native_id = sighting.native_id or watched.term = sighting.term)
where {{ is_visible('sighting.visibility') }}
group by sighting.platform, sighting.kind, sighting.term, sighting.post_key
