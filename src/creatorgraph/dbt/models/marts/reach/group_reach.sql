{#- How many different people a group of creators reaches together: a band, directional.

Creators are added from the largest down; each loses what the larger ones already hold, taking overlaps as independent. A
creator cannot take from smaller ones more people than it brought itself, so that the reach of a group never falls when a
creator joins: it is Σ a_j - Σ_j min(taken_j, brought_j) with taken_j = Σ_i a_i o_ij Π_{l<j} (1 - o_il) over smaller i, and
brought_j = a_j Π_{l<j} (1 - o_jl). For two it is a + b - o·min(a, b). Between the largest member and the sum, always.
People are whole: what is lost is rounded down. `creatorgraph reach` computes the same for any set. -#}
{%- set bands = {'low': 'high', 'mid': 'mid', 'high': 'low'} -%}
with losses as (
    select
        smaller.group_name,
        smaller.creator_id as smaller_id,
        larger.creator_id as larger_id,
        overlap.method,
        {%- for band, overlap in bands.items() %}
        cast(floor(round(
            smaller.audience_{{ band }}
            * coalesce(product(1 - cast(overlap.overlap_of_smaller_{{ overlap }} as double)) over larger_ones, 1)
            * cast(overlap.overlap_of_smaller_{{ overlap }} as double), 6)) as bigint) as lost_{{ band }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('organization_group_audiences') }} as smaller
    inner join {{ ref('organization_group_audiences') }} as larger
        on larger.group_name = smaller.group_name and larger.size_rank < smaller.size_rank
    inner join {{ ref('creator_overlap_estimates') }} as overlap
        on overlap.creator_id_a = least(smaller.creator_id, larger.creator_id)
        and overlap.creator_id_b = greatest(smaller.creator_id, larger.creator_id)
    window larger_ones as (
        partition by smaller.group_name, smaller.creator_id order by larger.size_rank
        rows between unbounded preceding and 1 preceding
    )
),

taken as (
    select
        group_name, larger_id as creator_id, count(*) as pairs,
        {%- for method in ['survey', 'sample', 'prior'] %}
        count(*) filter (where method = '{{ method }}') as {{ method }}_pairs,
        {%- endfor %}
        {%- for band in bands %}
        sum(lost_{{ band }}) as taken_{{ band }}{{ ',' if not loop.last }}
        {%- endfor %}
    from losses
    group by group_name, larger_id
),

lost as (
    select
        group_name, smaller_id as creator_id,
        {%- for band in bands %}
        sum(lost_{{ band }}) as lost_{{ band }}{{ ',' if not loop.last }}
        {%- endfor %}
    from losses
    group by group_name, smaller_id
),

joined as (
    select
        members.group_name,
        count(*) as creators_counted,
        cast(sum(members.plain_sum) as bigint) as naive_reach,
        cast(sum(members.audience_mid) as bigint) as creators_sum,
        max(members.audience_mid) as largest_creator_reach,
        {%- for band in bands %}
        cast(sum(members.audience_{{ band }} - least(
            coalesce(taken.taken_{{ band }}, 0), members.audience_{{ band }} - coalesce(lost.lost_{{ band }}, 0))) as bigint) as united_{{ band }},
        {%- endfor %}
        {%- for method in ['survey', 'sample', 'prior'] %}
        cast(coalesce(sum(taken.{{ method }}_pairs), 0) as bigint) as {{ method }}_pairs,
        {%- endfor %}
        max(members.observed_through) as observed_through
    from {{ ref('organization_group_audiences') }} as members
    left join taken on taken.group_name = members.group_name and taken.creator_id = members.creator_id
    left join lost on lost.group_name = members.group_name and lost.creator_id = members.creator_id
    group by members.group_name
)

select
    group_name,
    creators_counted,
    naive_reach,
    creators_sum,
    largest_creator_reach,
    least(united_low, united_mid, united_high) as reach_low,
    united_low + united_mid + united_high - least(united_low, united_mid, united_high) - greatest(united_low, united_mid, united_high)
        as reach_mid,
    greatest(united_low, united_mid, united_high) as reach_high,
    survey_pairs,
    sample_pairs,
    prior_pairs,
    case
        when creators_counted < 2 then null
        when sample_pairs = 0 and prior_pairs = 0 then 'survey'
        when survey_pairs = 0 and prior_pairs = 0 then 'sample'
        when survey_pairs = 0 and sample_pairs = 0 then 'prior'
        else 'mixed'
    end as method,
    true as is_directional,
    observed_through
from joined
