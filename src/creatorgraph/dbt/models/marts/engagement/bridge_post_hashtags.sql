{#- Which hashtags each post carries, one row each. -#}
select
    post_key,
    {{ each_element('hashtags') }} as hashtag,
    platform,
    account_key,
    creator_id,
    cast(published_at as date) as published_on
from {{ ref('dim_post') }}
where not is_repost
