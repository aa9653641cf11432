{#- At most one alert a post: the first age at which its label held and chance alone is ruled out.

Every question asked on one UTC day is one family, whose false discoveries are held at 10 % (Benjamini & Hochberg): is this
post hot at this age, is it cold. A hot post has to be unlikely at both of the two ages. -#}
{%- set false_discovery_rate = 0.10 -%}

with questions as (
    select
        post_key, age_hours, 'hot' as kind, label, known_at, cast(known_at as date) as asked_on, baseline_posts,
        least(z, z_before) as deviation
    from {{ ref('fct_post_traction') }}
    where age_hours_before >= 2 and z is not null and z_before is not null

    union all

    select
        post_key, age_hours, 'cold' as kind, label, known_at, cast(known_at as date) as asked_on, baseline_posts, -z as deviation
    from {{ ref('fct_post_traction') }}
    where age_hours = 6 and z is not null
),

families as (
    select kind, asked_on, count(*) as family_size
    from questions
    group by kind, asked_on
),

-- what does not deviate by 1 has a chance of a sixth at least, more than any family lets pass
chances as (
    select
        questions.*,
        round({{ normal_tail(normal_of_robust_z('deviation', 'greatest(baseline_posts, 8)')) }}, 12) as p_value
    from questions
    where deviation >= 1
),

ranked as (
    select
        *,
        row_number() over (partition by kind, asked_on order by p_value, post_key, age_hours) as place
    from chances
),

judged as (
    select
        *,
        max(place) filter (where p_value <= {{ false_discovery_rate }} * place / family_size) over (partition by kind, asked_on)
            as last_place
    from ranked
    inner join families using (kind, asked_on)
),

firsts as (
    select post_key, age_hours, p_value, family_size
    from judged
    where label = kind and place <= last_place
    qualify row_number() over (partition by post_key order by known_at, age_hours) = 1
)

select
    post_key, account_key, creator_id, platform, published_at, label,
    age_hours,
    known_at as alerted_at,
    view_count, usual_view_count, view_ratio, z, p_value, family_size, baseline_posts, own_weight,
    concat(view_count, ' views after ', printf('%g', age_hours), ' h where ', usual_view_count, ' are usual (z ', printf('%.1f', z),
        ', ', baseline_posts, ' earlier posts)') as reason
from firsts
inner join {{ ref('fct_post_traction') }} using (post_key, age_hours)
