{#- Do posts of one length, hour or format do better than the same creators' other posts? A difference with its interval.

Fixed effects of accounts (for completion also of lengths): within each, the mean of the posts of the level less the mean of the
others, weighted by posts · others / all, which is the least-squares estimate. Creators are the clusters: standard error CR2
of Bell and McCaffrey, t with 1 / sum of squared shares - 1 degrees of freedom, so two builds give one interval. `is_finding` is
judged by the interval that holds for all rows of this table at once. -#}
{%- set dimensions = {'length': 'length_bucket', 'hour': 'hour_block', 'format': 'format'} -%}

with traits as (
    {%- for dimension, column in dimensions.items() %}
    select
        platform, creator_id, account_key, measure, value, '{{ dimension }}' as dimension, {{ column }} as level,
        {{ "case when measure = 'completion_rate' then length_bucket else 'any' end" if dimension != 'length' else "'any'" }} as stratum
    from {{ ref('comparison_posts') }}
    where {{ column }} is not null and stratum is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

levels as (
    select
        platform, dimension, measure, level, creator_id, account_key, stratum, count(*) as posts, sum(value) as total,
        sum(count(*)) over (partition by platform, dimension, measure, account_key, stratum) as all_posts,
        sum(sum(value)) over (partition by platform, dimension, measure, account_key, stratum) as grand_total
    from traits
    group by platform, dimension, measure, level, creator_id, account_key, stratum
    qualify all_posts > posts
),

creators as (
    select
        platform, dimension, measure, level, creator_id, sum(posts) as posts, sum(all_posts - posts) as others,
        sum(cast(round(posts * (all_posts - posts) / all_posts, 9) as decimal(38, 9))) as weight,
        -- weight times difference is posts · others / all · (mean of posts - mean of others)
        sum(cast(round(cast(total as double) - cast(grand_total as double) * posts / all_posts, 9) as decimal(38, 9))) as weighted
    from levels
    group by all
),

pooled as (
    select
        *,
        cast(weight as double) / sum(weight) over same as share,
        cast(sum(weighted) over same as double) / cast(sum(weight) over same as double) as difference
    from creators
    window same as (partition by platform, dimension, measure, level)
),

estimates as (
    select
        platform, dimension, measure, level, any_value(difference) as difference,
        count(*) as n_creators,
        cast(sum(posts) as bigint) as n_posts, cast(sum(others) as bigint) as n_other_posts,
        sqrt(cast(sum(cast(round(share * share * (weighted / weight - difference) ** 2 / nullif(1 - share, 0), 15) as decimal(38, 15)))
            as double)) as standard_error,
        1 / cast(sum(cast(round(share * share, 12) as decimal(38, 12))) as double) - 1 as degrees_of_freedom
    from pooled
    group by all
    having count(*) >= 5
),

judged as (
    select
        *,
        degrees_of_freedom >= 3 as has_interval,
        least(0.025 / greatest(count(*) filter (where degrees_of_freedom >= 3) over (), 1), 0.02425) as tail,
        {{ normal_upper_quantile('tail') }} as z_of_all
    from estimates
)

select
    platform, dimension, measure, level, n_creators, n_posts, n_other_posts,
    round(difference, 6) as difference,
    case when has_interval then round(difference - {{ student_t('1.959963985', 'degrees_of_freedom') }} * standard_error, 6) end as low,
    case when has_interval then round(difference + {{ student_t('1.959963985', 'degrees_of_freedom') }} * standard_error, 6) end as high,
    case when has_interval then round(standard_error, 6) end as standard_error,
    round(degrees_of_freedom, 3) as degrees_of_freedom,
    has_interval and abs(difference) > {{ student_t('z_of_all', 'degrees_of_freedom') }} * standard_error as is_finding,
    'fixed effects of accounts, CR2 t interval' as method,
    true as is_directional
from judged
