{#- Counters that fall from one reading to the next of the same source: a young post's, and an account's followers. They stay in
the facts as read; here stands what they may mean. -#}
{%- set counters = ['view_count', 'like_count', 'comment_count', 'share_count', 'save_count', 'download_count', 'follower_count'] -%}
{%- set never_taken_back = ['view_count', 'download_count'] %}

with readings as (
    select
        'post' as subject_kind, post_key as subject_key, account_key, platform, provider, source_class, observed_at,
        {{ counters[:-1] | join(', ') }}, cast(null as bigint) as follower_count
    from {{ ref('fct_post_snapshot') }}
    where age_hours <= 24 * {{ var('young_post_days') }}

    union all by name

    select
        'account' as subject_kind, account_key as subject_key, account_key, platform, provider,
        {{ source_class('provider', 'visibility') }} as source_class, observed_at, follower_count
    from {{ ref('int_account_observations') }}
    where {{ is_visible('visibility') }} and follower_count is not null
    -- hosts of one platform may tell different counts at one instant: that is no fall
    qualify row_number() over (
        partition by account_key, provider, {{ source_class('provider', 'visibility') }}, observed_at
        order by ingested_at desc, answer_id
    ) = 1
),

steps as (
    select
        *,
        cast(observed_at as date) as snapshot_date,
        lag(observed_at) over own as previous_at,
        {%- for counter in counters %}
        lag({{ counter }} ignore nulls) over own as previous_{{ counter }},
        lead({{ counter }} ignore nulls) over own as next_{{ counter }}{{ ',' if not loop.last }}
        {%- endfor %}
    from readings
    window own as (partition by subject_kind, subject_key, provider, source_class order by observed_at)
),

falls as (
    select
        subject_kind, subject_key, account_key, platform, provider, source_class, snapshot_date, previous_at, observed_at,
        {{ each_element("list_filter([" ~ fall_points(counters, never_taken_back) ~ "], lambda point: point.value < point.previous)") }} as fall
    from steps
    where {% for counter in counters %}{{ counter }} < previous_{{ counter }}{{ ' or ' if not loop.last }}{% endfor %}
),

-- how many of a platform's counters fell that day, of how many that were read twice
days as (
    select subject_kind, platform, provider, snapshot_date, {{ each_element("[" ~ points(counters) ~ "]") }} as pairs
    from (
        select subject_kind, platform, provider, snapshot_date,
            {%- for counter in counters %}
            count(previous_{{ counter }}) filter (where {{ counter }} is not null) as {{ counter }}{{ ',' if not loop.last }}
            {%- endfor %}
        from steps
        group by subject_kind, platform, provider, snapshot_date
    )
),

weighed as (
    select
        falls.* exclude (fall), fall.*,
        round(cast(fall.previous - fall.value as double) / fall.previous, 9) as fall_share,
        days.pairs.value as pairs_of_day,
        cast(count_if(fall.is_notable) over (
            partition by falls.subject_kind, falls.platform, falls.provider, falls.snapshot_date, fall.metric
        ) as bigint) as falls_of_day,
        count(distinct case when fall.is_notable then falls.account_key end) over (
            partition by falls.subject_kind, falls.platform, falls.provider, falls.snapshot_date, fall.metric
        ) as accounts_of_day
    from falls
    inner join days using (subject_kind, platform, provider, snapshot_date)
    where days.pairs.metric = falls.fall.metric
)

select
    subject_kind, subject_key, account_key, platform, provider, source_class, metric, snapshot_date, previous_at, observed_at,
    previous as previous_value, value, next_value, fall_share, falls_of_day, accounts_of_day, pairs_of_day, is_notable,
    case
        when previous - value <= greatest({{ display_unit('previous') }}, {{ display_unit('value') }})
            and {{ display_unit('previous') }} > 1 and {{ display_unit('value') }} > 1 then 'rounding'
        when not is_notable then 'withdrawal'
        when next_value >= previous then 'fault'
        when next_value is null then 'unsettled'
        -- one bad answer lowers all posts of an account: a purge is of many accounts
        when falls_of_day >= 10 and accounts_of_day >= 5 and falls_of_day >= 0.2 * pairs_of_day then 'purge'
        else 'correction'
    end as explanation
from weighed
