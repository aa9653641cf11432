{{ config(materialized='view') }}

{#- What was measured of two audiences of one creator, in people: a survey about these accounts, else about this creator on
these platforms, else a sample of both follower lists, else a survey about the platforms. -#}
{%- set edges = ['low', 'mid', 'high'] -%}
with pairs as (
    select
        asked.creator_id,
        asked.account_key as asked_key,
        other.account_key as other_key,
        asked.platform as asked_platform,
        other.platform as other_platform,
        asked.follower_count as asked_audience,
        least(asked.follower_count, other.follower_count) as smaller_audience
    from {{ ref('organization_audiences') }} as asked
    inner join {{ ref('organization_audiences') }} as other
        on other.creator_id = asked.creator_id and other.account_key <> asked.account_key
    where asked.follower_count is not null and other.follower_count is not null
),

measured as (
    {%- for scope, terms in {
        'accounts': 'survey.asked_of = pairs.asked_key and survey.asked_about = pairs.other_key',
        'creator': 'survey.asked_of = pairs.asked_platform and survey.asked_about = pairs.other_platform and survey.creator_id = pairs.creator_id',
        'platforms': 'survey.asked_of = pairs.asked_platform and survey.asked_about = pairs.other_platform',
    }.items() %}
    select
        pairs.asked_key, pairs.other_key, 'survey' as method, {{ {'accounts': 1, 'creator': 2, 'platforms': 4}[scope] }} as place,
        {%- for edge in edges %}
        least(survey.share_{{ edge }} * pairs.asked_audience, pairs.smaller_audience) as shared_{{ edge }},
        {%- endfor %}
        survey.asked_count, survey.also_follow_count, survey.surveyed_by, survey.surveyed_at as measured_at, survey.answer_id
    from pairs
    inner join {{ ref('organization_surveys') }} as survey on survey.scope = '{{ scope }}' and {{ terms }}
    union all
    {%- endfor %}
    select
        pairs.asked_key, pairs.other_key, 'sample', 3,
        {%- for edge in edges %}
        sample.share_of_smaller_{{ edge }} * pairs.smaller_audience,
        {%- endfor %}
        null, null, null, sample.sampled_through, ''
    from pairs
    inner join {{ ref('sampled_audience_overlap') }} as sample
        on sample.account_key_a = pairs.asked_key and sample.account_key_b = pairs.other_key and sample.method = 'sample'
)

select
    least(asked_key, other_key) as account_key_a,
    greatest(asked_key, other_key) as account_key_b,
    * exclude (asked_key, other_key, place, answer_id)
from measured
qualify row_number() over (
    partition by least(asked_key, other_key), greatest(asked_key, other_key) order by place, measured_at desc, answer_id
) = 1
