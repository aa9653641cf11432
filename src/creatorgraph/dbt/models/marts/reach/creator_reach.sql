{#- How many different people a creator reaches on all platforms together: a naive sum, and a band without the doubles.

share_of_smaller: an overlap is a share of the smaller audience of the two. Audiences are added from the largest down, each
by the part that none of the earlier ones already holds, taking overlaps as independent: a1 + a2(1 - o12) + a3(1 - o13)(1 - o23)
+ …; for two it is a + b - o·min(a, b). Never below the largest audience, never above the sum.
share_of_sum: an overlap is a share of the sum of the two: sum · (1 - mean overlap weighted by pair size); for two it is
(a + b)(1 - o). It can fall below the larger audience, which is why it is not the default. -#}
{%- set bands = {'low': 'overlap_high', 'mid': 'overlap_mid', 'high': 'overlap_low'} -%}

with counted as (
    select * from {{ ref('organization_audiences') }} where is_confident and follower_count is not null
),

pairs as (
    select
        smaller.creator_id, overlap.formula, smaller.account_key, smaller.follower_count, larger.size_rank as larger_rank,
        larger.follower_count + smaller.follower_count as pair_sum,
        overlap.overlap_low, overlap.overlap_mid, overlap.overlap_high, overlap.method
    from counted as smaller
    inner join counted as larger
        on larger.creator_id = smaller.creator_id and larger.size_rank < smaller.size_rank
    inner join {{ ref('audience_overlap_estimates') }} as overlap
        on overlap.account_key_a = least(larger.account_key, smaller.account_key)
        and overlap.account_key_b = greatest(larger.account_key, smaller.account_key)
),

doubles as (
    select
        creator_id, formula, account_key,
        {%- for band, overlap in bands.items() %}
        case formula
            when 'share_of_smaller' then any_value(follower_count) * (1 - list_aggregate(
                list(1 - cast({{ overlap }} as double) order by larger_rank), 'product'))
            else list_sum(list(cast({{ overlap }} as double) * pair_sum order by larger_rank))
        end as doubled_{{ band }},
        {%- endfor %}
        min(method) as least_method,
        max(method) as most_method
    from pairs
    group by creator_id, formula, account_key
),

doubled as (
    select
        creator_id, formula,
        {%- for band in bands %}
        sum(cast(round(doubled_{{ band }}) as bigint)) as doubled_{{ band }},
        {%- endfor %}
        case when min(least_method) = max(most_method) then min(least_method) else 'mixed' end as overlap_method
    from doubles
    group by creator_id, formula
),

audiences as (
    select
        creator_id,
        count(*) filter (where is_confident and follower_count is not null) as accounts_counted,
        cast(sum(follower_count) filter (where is_confident) as bigint) as naive_reach,
        count(*) filter (where not is_confident) as accounts_below_confidence,
        cast(sum(follower_count) filter (where not is_confident) as bigint) as reach_below_confidence,
        max(followers_observed_at) filter (where is_confident) as observed_through
    from {{ ref('organization_audiences') }}
    group by creator_id
)

select
    audiences.creator_id,
    formulas.formula,
    audiences.accounts_counted,
    audiences.naive_reach,
    {%- for band in bands %}
    cast(round(audiences.naive_reach - coalesce(case formulas.formula
        when 'share_of_smaller' then doubled.doubled_{{ band }}
        else cast(doubled.doubled_{{ band }} as double) / (audiences.accounts_counted - 1)
    end, 0)) as bigint) as reach_{{ band }},
    {%- endfor %}
    audiences.accounts_below_confidence,
    audiences.reach_below_confidence,
    doubled.overlap_method,
    true as is_directional,
    formulas.formula = '{{ var("reach_formula") }}' as is_default_formula,
    audiences.observed_through
from audiences
cross join (values ('share_of_smaller'), ('share_of_sum')) as formulas (formula)
left join doubled on doubled.creator_id = audiences.creator_id and doubled.formula = formulas.formula
