{#- How much of two audiences of one creator is the same people, as a band, by the best evidence there is: a survey, a sample of
both follower lists, else a prior by what joins the accounts, or by vertical, weighed by how alike they look. No platform
tells who follows whom elsewhere, so all of it is directional, and the band of a prior is no confidence interval.

The base of an overlap is its formula: a share of the smaller audience, or of the sum of both. A prior is read as a share
of either; what was measured is a number of people, and is divided by the base. -#}
{%- set edges = ['low', 'mid', 'high'] -%}
with pairs as (
    select
        larger.creator_id,
        least(larger.account_key, smaller.account_key) as account_key_a,
        greatest(larger.account_key, smaller.account_key) as account_key_b,
        larger.vertical,
        larger.follower_count + smaller.follower_count as both_audiences,
        -- null as the sum is where one is unknown, which least() alone would pass over
        both_audiences - greatest(larger.follower_count, smaller.follower_count) as smaller_audience,
        nullif(regexp_replace(larger.handle, '[^a-z0-9]', '', 'g'), '')
            = regexp_replace(smaller.handle, '[^a-z0-9]', '', 'g') as has_same_handle
    from {{ ref('organization_audiences') }} as larger
    inner join {{ ref('organization_audiences') }} as smaller
        on smaller.creator_id = larger.creator_id and smaller.account_key > larger.account_key
),

evidenced as (
    select
        pairs.*,
        case
            when pairs.has_same_handle then 'identical_handle'
            when edge.match_method = 'bio_link' then 'linked_different_handles'
            else 'other'
        end as evidence
    from pairs
    left join {{ ref('organization_edges') }} as edge using (account_key_a, account_key_b)
),

chosen as (
    select evidenced.*, prior.prior_name, prior.overlap_low, prior.overlap_mid, prior.overlap_high
    from evidenced
    inner join {{ ref('overlap_priors') }} as prior
        on (prior.applies_to = 'evidence' and prior.applies_when = evidenced.evidence)
        or (prior.applies_to = 'vertical' and prior.applies_when = evidenced.vertical)
    qualify row_number() over (
        partition by evidenced.account_key_a, evidenced.account_key_b order by prior.priority, prior.prior_name
    ) = 1
),

based as (
    select
        chosen.*,
        similarity.* exclude (creator_id, account_key_a, account_key_b),
        measured.asked_count, measured.also_follow_count, measured.surveyed_by, measured.measured_at,
        formula.formula,
        coalesce(measured.method, 'prior') as method,
        correction.correction_factor,
        case formula.formula when 'share_of_smaller' then smaller_audience else both_audiences end as base_audience,
        {%- for edge in edges %}
        cast(least(coalesce(
            measured.shared_{{ edge }} / nullif(base_audience, 0),
            chosen.overlap_{{ edge }} * similarity.adjustment_weight * correction.correction_factor
        ), 1) as decimal(9, 6)) as overlap_of_base_{{ edge }}{{ ',' if not loop.last }}
        {%- endfor %}
    from chosen
    inner join {{ ref('audience_similarity') }} as similarity using (account_key_a, account_key_b)
    left join {{ ref('measured_audience_overlap') }} as measured using (account_key_a, account_key_b)
    inner join {{ ref('overlap_corrections') }} as correction on correction.overlap_method = 'prior'
    cross join (values ('share_of_smaller'), ('share_of_sum')) as formula (formula)
)

select
    based.creator_id, based.account_key_a, based.account_key_b,
    account_a.platform as platform_a,
    account_b.platform as platform_b,
    case based.method when 'prior' then based.prior_name end as prior_name,
    based.formula,
    {%- for edge in edges %}
    based.overlap_of_base_{{ edge }} as overlap_{{ edge }},
    {%- endfor %}
    cast(based.overlap_of_base_high - based.overlap_of_base_low as decimal(9, 6)) as overlap_width,
    {%- for edge in edges %}
    cast(round(least(based.overlap_of_base_{{ edge }} * based.base_audience, based.smaller_audience)) as bigint) as intersection_{{ edge }},
    {%- endfor %}
    round(intersection_mid / nullif(cast(based.smaller_audience as double), 0), 9) as share_of_smaller_mid,
    round(intersection_mid / nullif(cast(based.both_audiences as double), 0), 9) as share_of_sum_mid,
    round(intersection_mid / nullif(cast(based.both_audiences - intersection_mid as double), 0), 9) as share_of_union_mid,
    based.is_same_language,
    based.is_same_region,
    based.engagement_symmetry,
    {%- for column in ['language_weight', 'region_weight', 'engagement_weight', 'adjustment_weight', 'correction_factor'] %}
    case based.method when 'prior' then based.{{ column }} end as {{ column }},
    {%- endfor %}
    based.method,
    based.asked_count,
    based.also_follow_count,
    based.surveyed_by,
    based.measured_at,
    true as is_directional
from based
inner join {{ ref('organization_accounts') }} as account_a on account_a.account_key = based.account_key_a
inner join {{ ref('organization_accounts') }} as account_b on account_b.account_key = based.account_key_b
