{#- How much of two creators' audiences is the same people, as a share of the smaller: a survey, else the sampled overlap of
their follower lists (of the best seen pair), else a prior by whether they are of one vertical. For creators of one group,
and wherever something was measured; a pair without a row is told by the prior of two verticals. -#}
{%- set edges = ['low', 'mid', 'high'] -%}
with creators as (
    select creator_id, any_value(vertical) as vertical
    from {{ ref('organization_audiences') }}
    group by creator_id
),

sizes as (
    select creator_id, reach_mid as audience
    from {{ ref('creator_reach') }}
    where formula = 'share_of_smaller'
),

sampled as (
    select
        least(creator_id_a, creator_id_b) as creator_id_a,
        greatest(creator_id_a, creator_id_b) as creator_id_b,
        * exclude (creator_id_a, creator_id_b)
    from {{ ref('sampled_audience_overlap') }}
    where method = 'sample' and creator_id_a <> creator_id_b
    qualify row_number() over (
        partition by least(creator_id_a, creator_id_b), greatest(creator_id_a, creator_id_b)
        order by sampled_a + sampled_b desc, account_key_a, account_key_b
    ) = 1
),

surveyed as (
    select
        least(survey.asked_of, survey.asked_about) as creator_id_a,
        greatest(survey.asked_of, survey.asked_about) as creator_id_b,
        {%- for edge in edges %}
        least(1, survey.share_{{ edge }} * asked.audience / least(asked.audience, other.audience)) as share_{{ edge }},
        {%- endfor %}
        survey.asked_count,
        survey.also_follow_count,
        survey.surveyed_at
    from {{ ref('organization_surveys') }} as survey
    inner join sizes as asked on asked.creator_id = survey.asked_of
    inner join sizes as other on other.creator_id = survey.asked_about
    where survey.scope = 'creators' and asked.audience > 0 and other.audience > 0
    qualify row_number() over (
        partition by least(survey.asked_of, survey.asked_about), greatest(survey.asked_of, survey.asked_about)
        order by survey.surveyed_at desc, survey.answer_id
    ) = 1
),

pairs as (
    select one.creator_id as creator_id_a, other.creator_id as creator_id_b
    from {{ ref('organization_group_members') }} as one
    inner join {{ ref('organization_group_members') }} as other
        on other.group_name = one.group_name and other.creator_id > one.creator_id
    union
    select creator_id_a, creator_id_b from sampled
    union
    select creator_id_a, creator_id_b from surveyed
)

select
    pairs.creator_id_a,
    pairs.creator_id_b,
    case
        when surveyed.asked_count is not null then 'survey'
        when sampled.method is not null then 'sample'
        else 'prior'
    end as method,
    case when surveyed.asked_count is null and sampled.method is null then prior.prior_name end as prior_name,
    {%- for edge in edges %}
    cast(coalesce(surveyed.share_{{ edge }}, sampled.share_of_smaller_{{ edge }}, prior.overlap_{{ edge }}) as decimal(9, 6))
        as overlap_of_smaller_{{ edge }},
    {%- endfor %}
    surveyed.asked_count,
    surveyed.also_follow_count,
    case when surveyed.asked_count is null then least(sampled.sampled_a, sampled.sampled_b) end as sampled_followers,
    case when surveyed.asked_count is null then sampled.matches end as matches,
    coalesce(surveyed.surveyed_at, sampled.sampled_through) as measured_at,
    true as is_directional
from pairs
inner join creators as creator_a on creator_a.creator_id = pairs.creator_id_a
inner join creators as creator_b on creator_b.creator_id = pairs.creator_id_b
inner join {{ ref('overlap_creator_priors') }} as prior
    on prior.applies_when = case when creator_a.vertical = creator_b.vertical then 'same_vertical' else 'other' end
left join sampled on sampled.creator_id_a = pairs.creator_id_a and sampled.creator_id_b = pairs.creator_id_b
left join surveyed on surveyed.creator_id_a = pairs.creator_id_a and surveyed.creator_id_b = pairs.creator_id_b
