{#- How much of two audiences of one creator is the same people: a prior by the evidence that joins the accounts, or by
vertical, as a band. No platform tells who follows whom elsewhere, so these are directional and never measured. -#}
with pairs as (
    select
        larger.creator_id,
        least(larger.account_key, smaller.account_key) as account_key_a,
        greatest(larger.account_key, smaller.account_key) as account_key_b,
        larger.vertical,
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
)

select
    chosen.creator_id,
    chosen.account_key_a,
    chosen.account_key_b,
    account_a.platform as platform_a,
    account_b.platform as platform_b,
    chosen.prior_name,
    formula.formula,
    {%- for edge in ['low', 'mid', 'high'] %}
    cast(least(chosen.overlap_{{ edge }} * correction.correction_factor, 1) as decimal(9, 6)) as overlap_{{ edge }},
    {%- endfor %}
    correction.correction_factor,
    correction.overlap_method as method,
    true as is_directional
from chosen
inner join {{ ref('organization_accounts') }} as account_a on account_a.account_key = chosen.account_key_a
inner join {{ ref('organization_accounts') }} as account_b on account_b.account_key = chosen.account_key_b
inner join {{ ref('overlap_corrections') }} as correction on correction.overlap_method = 'prior'
cross join (values ('share_of_smaller'), ('share_of_sum')) as formula (formula)
