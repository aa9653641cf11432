{{ config(materialized='view') }}

{#- What two different creators are supposed to share where nothing was measured of them: the seed, as it was for this build. -#}
select
    prior_name,
    applies_when,
    overlap_low,
    overlap_mid,
    overlap_high,
    note,
    true as is_directional
from {{ ref('overlap_creator_priors') }}
