{#- Who the audiences of connected accounts are: shares by age, gender, country and city, as their creators showed them to this
organization. Counts are made shares of all that was told under the same dimension. -#}
with told as (
    select
        account_key,
        creator_id,
        platform,
        case metric when 'audience_share' then 'followers' else metric end as audience,
        dimension,
        -- one spelling of what platforms call alike
        case when dimension <> 'gender' then member
            else case lower(member) when 'f' then 'female' when 'm' then 'male' when 'u' then 'unknown' else lower(member) end
        end as member,
        period_date,
        metric = 'audience_share' as is_share,
        value,
        observed_at,
        provider
    from {{ ref('fct_account_insights') }}
    where dimension in ('age', 'gender', 'country', 'city') and metric in ('audience_share', 'followers', 'engaged_audience')
)

select
    account_key,
    any_value(creator_id) as creator_id,
    any_value(platform) as platform,
    audience,
    dimension,
    member,
    period_date,
    case when bool_and(is_share) then round(cast(sum(value) as double), 9)
        else round(cast(sum(value) as double) / nullif(cast(sum(sum(value)) over audience_of_day as double), 0), 9) end as audience_share,
    case when not bool_or(is_share) then cast(sum(value) as bigint) end as people,
    period_date = max(period_date) over (partition by account_key, audience, dimension) as is_latest,
    provider,
    max(observed_at) as observed_at
from told
group by account_key, audience, dimension, member, period_date, provider
window audience_of_day as (partition by account_key, audience, dimension, period_date, provider)
