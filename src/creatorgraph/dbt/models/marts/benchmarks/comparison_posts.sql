{{ config(materialized='view') }}

{#- What a post of a creator is compared by, at the age of seven days: one row for each post and measure, with the traits that are
asked about. Completion falls with length whatever the content, so it is compared among posts of one length, but where length
itself is the question. -#}
with posts as (
    select
        post.creator_id, post.account_key, post.platform, post.length_bucket, post.hour_block, post.format, post.post_key,
        cast(round(ln(1 + day.view_count), 6) as decimal(18, 6)) as log_views,
        {%- for formula in ['er_views', 'er_views_likes_comments', 'completion_rate'] %}
        cast(round(day.{{ formula }}, 6) as decimal(18, 6)) as {{ formula }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_post_totals') }} as total
    inner join {{ ref('dim_post_segment') }} as post using (post_key)
    inner join {{ ref('fct_post_engagement') }} as day
        on day.post_key = total.post_key and day.snapshot_date = total.read_at_7_days_on
    where not post.is_ad_or_repost
)

select creator_id, account_key, platform, post_key, length_bucket, hour_block, format, measure, value
from posts
unpivot (value for measure in (log_views, er_views, er_views_likes_comments, completion_rate))
