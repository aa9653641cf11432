{{ config(materialized='view') }}

{#- The survey that holds for each pair it is about, the latest; a band by Wilson's interval of those who follow b too among the
followers of a who were asked. Both orders of a pair are rows, as the share is one of a's audience. -#}
with current_surveys as (
    select
        survey.* exclude (creator_id_a, creator_id_b),
        {%- for side in ['a', 'b'] %}
        coalesce(redirect_{{ side }}.current_creator_id, survey.creator_id_{{ side }}) as creator_id_{{ side }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_surveys') }} as survey
    {%- for side in ['a', 'b'] %}
    left join {{ source('match', 'redirects') }} as redirect_{{ side }} on redirect_{{ side }}.creator_id = survey.creator_id_{{ side }}
    {%- endfor %}
    where {{ is_visible('survey.visibility') }}
)

select
    answer_id,
    scope,
    case scope when 'accounts' then account_key_a when 'creators' then creator_id_a else platform_a end as asked_of,
    case scope when 'accounts' then account_key_b when 'creators' then creator_id_b else platform_b end as asked_about,
    case scope when 'creator' then creator_id_a end as creator_id,
    asked_count,
    also_follow_count,
    round({{ wilson('also_follow_count', 'asked_count', -1) }}, 9) as share_low,
    round(also_follow_count / cast(asked_count as double), 9) as share_mid,
    round({{ wilson('also_follow_count', 'asked_count', 1) }}, 9) as share_high,
    surveyed_by,
    surveyed_at
from current_surveys
qualify row_number() over (
    partition by scope, asked_of, asked_about, creator_id order by surveyed_at desc, asked_count desc, answer_id
) = 1
