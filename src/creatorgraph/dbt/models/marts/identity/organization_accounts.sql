{#- Each account as this organization last knew it: what is public and what is its own, joined.

An account is inactive once two answers in a row, at least 12 hours apart, said that it is gone: one such answer can be a
mistake, and an account that was read since is not gone. -#}
{%- set latest = [
    'native_id', 'handle', 'display_name', 'bio', 'link', 'region', 'language', 'platform_category', 'joined_at', 'sec_uid',
    'group_name', 'is_verified', 'is_private',
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
    from {{ ref('organization_account_days') }}
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
        max(last_seen_at) as last_seen_at,
        max(profile_seen_at) as profile_seen_at
    from {{ ref('int_accounts') }}
    where {{ is_visible('visibility') }}
    group by account_key
),

gone as (
    select account_key, min(absence.observed_at) as inactive_since
    from {{ ref('int_account_absences') }} as absence
    inner join accounts using (account_key)
    where {{ is_visible('absence.visibility') }} and absence.observed_at > coalesce(accounts.profile_seen_at, timestamp '0001-01-01')
    group by account_key
    having max(absence.observed_at) - min(absence.observed_at) >= interval 12 hours
)

select
    accounts.* exclude (profile_seen_at),
    gone.inactive_since is null as is_active,
    gone.inactive_since,
    last_posts.last_post_at,
    counts.* exclude (account_key)
from accounts
left join last_posts using (account_key)
left join counts using (account_key)
left join gone using (account_key)
