{#- How creators use each sound, by day of publication, beside what the platform itself counts with it. -#}
with used as (
    select
        post.platform,
        post.sound_id,
        cast(post.published_at as date) as usage_date,
        max_by(post.sound_title, post.post_key) filter (where post.sound_title is not null) as sound_title,
        max_by(post.sound_author, post.post_key) filter (where post.sound_author is not null) as sound_author,
        bool_or(post.is_original_sound) as is_original_sound,
        count(*) as posts,
        count(distinct post.creator_id) as creators,
        cast(sum(total.view_count) as bigint) as view_count,
        count(total.view_count) as posts_with_views
    from {{ ref('dim_post') }} as post
    left join {{ ref('fct_post_totals') }} as total using (post_key)
    where post.sound_id is not null and post.creator_id is not null and post.published_at is not null and not post.is_repost
    group by all
),

official as (
    select
        platform,
        sound_id,
        snapshot_date as usage_date,
        max_by(title, snapshot_hour) filter (where title is not null) as title,
        max_by(author_name, snapshot_hour) filter (where author_name is not null) as author_name,
        bool_or(is_original) as is_original,
        max_by(video_count, snapshot_hour) filter (where video_count is not null) as official_post_count
    from {{ ref('fct_sound_snapshot') }}
    group by all
    having official_post_count is not null
)

select
    platform,
    sound_id,
    usage_date,
    coalesce(used.sound_title, official.title) as sound_title,
    coalesce(used.sound_author, official.author_name) as sound_author,
    coalesce(used.is_original_sound, official.is_original) as is_original_sound,
    used.posts,
    used.creators,
    used.view_count,
    used.posts_with_views,
    official.official_post_count
from used
full outer join official using (platform, sound_id, usage_date)
