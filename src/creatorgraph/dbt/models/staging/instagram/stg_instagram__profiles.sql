{{ config(materialized='view') }}

select distinct
    {{ envelope_columns() }},
    user_id,
    account_key,
    username,
    name,
    biography,
    website,
    followers_count,
    follows_count,
    media_count,
    profile_picture_url
from {{ ref('base_instagram__discoveries') }}
