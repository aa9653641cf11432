{#- Each creator through time: one row for each stretch in which its accounts, their platforms and its name and handle held. An
account belongs to the creator that the match finds today from when it was first seen until it is gone: a merge corrects what
was known, it is no event of the creator's life. -#}
with members as (
    select
        account.creator_id, account.account_key, account.platform, account.handle, account.display_name, identity.is_primary,
        min(account.valid_from) over (partition by account.account_key) as first_seen_at,
        account.valid_from,
        least(account.valid_to, account.inactive_since) as valid_to
    from {{ ref('dim_account') }} as account
    inner join {{ ref('organization_identities') }} as identity using (account_key)
    where account.creator_id is not null and account.valid_from < coalesce(account.inactive_since, timestamp '9999-12-31')
),

moments as (
    select creator_id, valid_from as moment from members
    union
    select creator_id, valid_to from members where valid_to is not null
),

states as (
    select
        moments.creator_id,
        moments.moment,
        {%- for column in ['display_name', 'handle', 'platform'] %}
        -- until its primary account is seen, a creator is called after the one that was seen first
        min_by(members.{{ column }}, (not members.is_primary, members.first_seen_at, members.account_key)) as {{ column }},
        {%- endfor %}
        coalesce(string_agg(distinct members.platform, ',' order by members.platform), '') as platforms,
        count(distinct members.platform) as platform_count,
        coalesce(list_sort(list(members.account_key) filter (where members.account_key is not null)), []) as account_keys
    from moments
    left join members
        on members.creator_id = moments.creator_id
        and members.valid_from <= moments.moment
        and (members.valid_to is null or moments.moment < members.valid_to)
    group by moments.creator_id, moments.moment
),

changes as (
    select *
    from states
    window history as (partition by creator_id order by moment)
    qualify lag(moment) over history is null
        {%- for column in ['display_name', 'lower(handle)', 'platform', 'account_keys'] %}
        or lag({{ column }}) over history is distinct from {{ column }}
        {%- endfor %}
)

select
    {{ uuid5("'creator-version:' || creator_id || ':' || strftime(moment, '%Y-%m-%dT%H:%M:%S.%f')") }} as creator_version_key,
    creator_id,
    display_name,
    platform as primary_platform,
    handle as primary_handle,
    platforms,
    platform_count,
    len(account_keys) as account_count,
    account_keys,
    moment as valid_from,
    lead(moment) over later as valid_to,
    lead(moment) over later is null as is_current
from changes
window later as (partition by creator_id order by moment)
