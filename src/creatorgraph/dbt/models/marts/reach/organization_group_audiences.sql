{{ config(materialized='view') }}

{#- The creators of each group with what each of them reaches, largest first; those whose reach is unknown are left out. -#}
select
    member.group_name,
    member.creator_id,
    reach.naive_reach as plain_sum,
    {%- for band in ['low', 'mid', 'high'] %}
    reach.reach_{{ band }} as audience_{{ band }},
    {%- endfor %}
    reach.observed_through,
    row_number() over (partition by member.group_name order by reach.reach_mid desc, member.creator_id) as size_rank
from {{ ref('organization_group_members') }} as member
inner join {{ ref('creator_reach') }} as reach
    on reach.creator_id = member.creator_id and reach.formula = 'share_of_smaller' and reach.reach_mid is not null
