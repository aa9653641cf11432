{#- Each post as last known, per visibility. -#}
{%- set latest = [
    'account_key', 'url', 'published_at', 'caption', 'listed_hashtags', 'media_type', 'duration_seconds', 'language',
    'platform_category', 'sound_id', 'sound_title', 'sound_author', 'is_original_sound', 'is_ad', 'is_repost',
] -%}

with versions as (
    -- few posts ever change: what they say is compared once a version, not once a reading
    select
        post_key, visibility, {{ latest | join(', ') }},
        any_value(platform) as platform,
        any_value(native_post_id) as native_post_id,
        max((observed_at, ingested_at, answer_id)) as place,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at,
        count(*) as observation_count
    from {{ ref('int_post_observations') }}
    group by post_key, visibility, {{ latest | join(', ') }}
)

select
    post_key,
    visibility,
    any_value(platform) as platform,
    any_value(native_post_id) as native_post_id,
    {%- for column in latest %}
    max_by({{ column }}, place) filter (where {{ column }} is not null) as {{ column }},
    {%- endfor %}
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    cast(sum(observation_count) as bigint) as observation_count
from versions
group by post_key, visibility
