{#- Each post as this organization last knew it: what one answer leaves out (whose it is, when it was published, what it says)
another one tells. -#}
{%- set latest = [
    'account_key', 'url', 'published_at', 'caption', 'duration_seconds', 'media_type', 'language', 'platform_category',
    'sound_id', 'sound_title', 'sound_author', 'is_original_sound', 'is_ad', 'is_repost', 'listed_hashtags',
] -%}

with posts as (
    select
        post_key,
        any_value(platform) as platform,
        any_value(native_post_id) as native_post_id,
        {%- for column in latest %}
        max_by({{ column }}, (last_seen_at, visibility)) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from {{ ref('int_posts') }}
    where {{ is_visible('visibility') }}
    group by post_key
),

-- what an account's own list showed on a day reaches from its oldest post to its newest, but for what is pinned
lists as (
    select
        account_key,
        cast(observed_at as date) as list_date,
        min(published_at) as oldest,
        max(published_at) as newest
    from {{ ref('int_post_observations') }}
    where {{ is_visible('visibility') }} and account_key is not null and is_pinned is distinct from true
        and endpoint in ({{ literals(account_visits()['posts'].values() | sum(start=[])) }})
    group by account_key, list_date
),

newest_lists as (
    select account_key, min(list_date) as since, max(oldest) as oldest, min(newest) as newest
    from (select * from lists qualify row_number() over (partition by account_key order by list_date desc) <= 2)
    group by account_key
    having count(*) = 2
)

select
    posts.post_key,
    posts.account_key,
    identity.creator_id,
    posts.platform,
    posts.native_post_id,
    {%- for column in latest if column not in ['account_key', 'is_repost', 'listed_hashtags'] %}
    posts.{{ column }},
    {%- endfor %}
    coalesce(posts.is_repost, false) as is_repost,
    -- X lists what it takes for hashtags; elsewhere a list may be shorter than the text
    case when posts.platform = 'x' and posts.listed_hashtags is not null then {{ distinct_tags('posts.listed_hashtags') }}
        else coalesce({{ distinct_tags("list_concat(posts.listed_hashtags, " ~ hashtags_in('posts.caption', 'posts.platform') ~ ")") }}, [])
    end as hashtags,
    posts.first_seen_at,
    posts.last_seen_at,
    coalesce(
        not account.is_active
        or (posts.published_at between lists.oldest and lists.newest and cast(posts.last_seen_at as date) < lists.since),
        false
    ) as is_gone
from posts
left join {{ ref('organization_identities') }} as identity on identity.account_key = posts.account_key
left join {{ ref('organization_accounts') }} as account on account.account_key = posts.account_key
left join newest_lists as lists on lists.account_key = posts.account_key
