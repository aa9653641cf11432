{#- What each creator did on all platforms in the last 7, 30 and 90 whole days: what may be added of its accounts. Followers are
no different people, so their number is a band; rates have other denominators on each platform and stay with the accounts. -#}
{%- set added = ['posts', 'views_gained', 'likes_gained', 'comments_gained'] -%}

with confident as (
    select account.*
    from {{ ref('fct_account_window') }} as account
    inner join {{ ref('bridge_creator_accounts') }} as bridge using (account_key)
    where {{ is_confident('bridge') }}
)

select
    creator_id,
    window_days,
    any_value(first_day) as first_day,
    any_value(last_day) as last_day,
    count(*) as accounts_counted,
    string_agg(distinct platform, ',' order by platform) as platforms,
    {%- for measure in added %}
    cast(sum({{ measure }}) as bigint) as {{ measure }},
    cast(sum(previous_{{ measure }}) as bigint) as previous_{{ measure }},
    -- of the accounts that are known in both
    cast(sum({{ measure }} - previous_{{ measure }}) as bigint) as change_of_{{ measure }},
    {%- endfor %}
    max(days_observed) as days_observed,
    max(previous_days_observed) as previous_days_observed,
    max(followers_end) as different_followers_low,
    cast(sum(followers_end) as bigint) as different_followers_high,
    {{ gain_of('max(follower_change)') }} as people_gained_low,
    cast(sum({{ gain_of('follower_change') }}) as bigint) as people_gained_high
from confident
group by creator_id, window_days
