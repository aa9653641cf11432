{{ config(materialized='from_day', dated_by='observed_at', always="provider in ('tiktok_display', 'tiktok_business')") }}

{#- Every dated observation of a post. A post that a page repeats (pinned, or a doubled page) is one observation. Whose handle it was
that a creator's grant names may be learnt later, so those rows are always made anew. -#}
with sightings as (
    {{ union_of([
        'int_post_sightings_tiklive', 'int_post_sightings_tiktok_app', 'int_post_sightings_instagram',
        'int_post_sightings_x', 'int_post_sightings_youtube', 'int_post_sightings_tiktok_official',
    ]) }}
)

select *
from sightings
where {{ made_anew('observed_at', redo_from()) }}
qualify row_number() over (partition by answer_id, post_key order by view_count desc, like_count desc, caption) = 1
