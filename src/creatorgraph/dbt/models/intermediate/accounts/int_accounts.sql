{#- Each account as last known, per visibility. An attribute that an answer leaves out keeps its last known value. -#}
{%- set latest = [
    'native_id', 'handle', 'display_name', 'bio', 'link', 'region', 'language', 'platform_category', 'joined_at', 'sec_uid',
    'group_name', 'is_verified', 'is_private', 'follower_count', 'following_count', 'post_count', 'like_count', 'view_count',
] -%}

with ordered as (
    select
        *,
        row_number() over (partition by account_key, visibility order by observed_at, ingested_at, answer_id) as place
    from {{ ref('int_account_observations') }}
)

select
    account_key,
    visibility,
    any_value(platform) as platform,
    {%- for column in latest %}
    max_by({{ column }}, place) filter (where {{ column }} is not null) as {{ column }},
    {%- endfor %}
    bool_and(is_provisional) as is_provisional,
    min(observed_at) as first_seen_at,
    max(observed_at) as last_seen_at,
    -- a counter of its own is told where the account itself was read, not where it is named beside a post
    max(observed_at) filter (
        where provider <> 'import' and coalesce(follower_count, following_count, post_count) is not null
    ) as profile_seen_at,
    count(*) as observation_count
from ordered
group by account_key, visibility
