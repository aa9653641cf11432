{#- Each account as this organization last knew it: what is public and what is its own, joined. -#}
{%- set latest = [
    'native_id', 'handle', 'display_name', 'bio', 'link', 'sec_uid', 'group_name', 'is_verified', 'is_private',
] -%}
{%- set counters = ['follower_count', 'following_count', 'post_count', 'like_count', 'view_count'] -%}

with last_posts as (
    select account_key, max(published_at) as last_post_at
    from {{ ref('int_posts') }}
    where {{ is_visible('visibility') }}
    group by account_key
),

counts as (
    select
        account_key,
        {%- for column in counters %}
        max_by({{ column }}, snapshot_date) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        max_by(observed_at, snapshot_date) filter (where follower_count is not null) as followers_observed_at
    from {{ ref('fct_follower_snapshot') }}
    group by account_key
),

accounts as (
    select
        account_key,
        any_value(platform) as platform,
        {%- for column in latest %}
        max_by({{ column }}, (last_seen_at, visibility)) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        bool_and(is_provisional) as is_provisional,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from {{ ref('int_accounts') }}
    where {{ is_visible('visibility') }}
    group by account_key
)

select
    accounts.*,
    last_posts.last_post_at,
    counts.* exclude (account_key)
from accounts
left join last_posts using (account_key)
left join counts using (account_key)
