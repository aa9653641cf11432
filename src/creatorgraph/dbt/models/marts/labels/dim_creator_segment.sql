{#- One row a creator: its tier, niche and main format, as chosen in `creator_labels`. -#}
select
    creator.creator_id,
    max(label.label) filter (where label.kind = 'tier') as tier,
    {%- for kind in ['niche', 'format'] %}
    max(label.label) filter (where label.kind = '{{ kind }}') as {{ kind }},
    max(label.source) filter (where label.kind = '{{ kind }}') as {{ kind }}_source,
    max(label.confidence) filter (where label.kind = '{{ kind }}') as {{ kind }}_confidence{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('dim_creator') }} as creator
left join {{ ref('creator_labels') }} as label on label.creator_id = creator.creator_id and label.is_chosen
group by creator.creator_id
