{#- Every UTC day of each account from its first reading on, read or not: to the build's day while somebody tracks it and it is not
gone, else to the last day on which it was asked for. A day without a reading says why and has no counters. -#}
{%- set counters = ['follower_count', 'following_count', 'post_count', 'like_count', 'view_count'] %}

with visits as (
    select account_key, visit_date, min_by(completeness, {{ completeness_rank('completeness') }}) as completeness
    from {{ ref('int_account_visits') }}
    where kind = 'profile' and {{ is_visible('visibility') }}
    group by account_key, visit_date
),

last_visits as (
    select account_key, max(visit_date) as last_visit
    from visits
    group by account_key
),

tracked as (
    select distinct account.account_key
    from {{ source('app', 'tracked_accounts') }} as wanted
    inner join {{ ref('organization_accounts') }} as account
        on account.platform = wanted.platform
        and (account.native_id = wanted.native_id or (wanted.native_id is null and lower(account.handle) = lower(wanted.handle)))
    where wanted.organization_id = {{ organization() }} and wanted.kind = 'account' and wanted.state <> 'untracked'
),

spans as (
    select
        seen.account_key,
        any_value(seen.platform) as platform,
        min(seen.snapshot_date) as first_day,
        greatest(max(seen.snapshot_date), any_value(case
            when account.inactive_since is not null then cast(account.inactive_since as date)
            when tracked.account_key is not null then cast({{ as_of() }} as date)
            else last_visits.last_visit end)) as last_day
    from {{ ref('organization_account_days') }} as seen
    left join {{ ref('organization_accounts') }} as account using (account_key)
    left join tracked using (account_key)
    left join last_visits using (account_key)
    group by seen.account_key
),

days as (
    select account_key, platform, cast({{ each_day('first_day', 'last_day') }} as date) as snapshot_date
    from spans
),

read as (
    select
        days.*,
        seen.* exclude (account_key, platform, snapshot_date, completeness),
        coalesce(seen.completeness, visits.completeness) as completeness,
        seen.account_key is not null as is_observed
    from days
    left join {{ ref('organization_account_days') }} as seen using (account_key, snapshot_date)
    left join visits on visits.account_key = days.account_key and visits.visit_date = days.snapshot_date
)

select
    read.account_key,
    identity.creator_id,
    read.platform,
    read.snapshot_date,
    {%- for counter in counters %}
    read.{{ counter }},
    {%- endfor %}
    read.follower_count - lag(read.follower_count ignore nulls) over history as follower_change,
    date_diff('day', max(case when is_observed then read.snapshot_date end) over history, read.snapshot_date) as days_since_observed,
    case when is_observed then 'observed' else 'missing' end as coverage,
    -- an answer that came whole and has no counter hides it
    case when is_observed then null when read.completeness = 'complete' then 'hidden' else coalesce(read.completeness, 'not_asked') end
        as missing_reason,
    read.observed_at,
    read.provider,
    read.source_class,
    read.filled_from,
    read.completeness
from read
left join {{ ref('organization_identities') }} as identity on identity.account_key = read.account_key
window history as (partition by read.account_key order by read.snapshot_date)
