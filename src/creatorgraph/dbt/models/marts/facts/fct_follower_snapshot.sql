{#- One row for each account and UTC day on which a counter of it was seen: the most trusted source's last one. -#}
with counted as (
    select *
    from {{ ref('int_account_observations') }}
    where {{ is_visible('visibility') }}
        and coalesce(follower_count, following_count, post_count, like_count, view_count) is not null
),

last_of_day as (
    select *
    from counted
    qualify row_number() over (
        partition by account_key, cast(observed_at as date)
        order by
            {{ source_rank('provider', 'visibility') }},
            observed_at desc, ingested_at desc, answer_id
    ) = 1
)

select
    last_of_day.account_key,
    identity.creator_id,
    last_of_day.platform,
    cast(last_of_day.observed_at as date) as snapshot_date,
    last_of_day.follower_count,
    last_of_day.following_count,
    last_of_day.post_count,
    last_of_day.like_count,
    last_of_day.view_count,
    last_of_day.observed_at,
    last_of_day.provider,
    last_of_day.completeness
from last_of_day
left join {{ ref('organization_identities') }} as identity using (account_key)
