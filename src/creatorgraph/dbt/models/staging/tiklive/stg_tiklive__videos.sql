{%- set found_by = {
    '/user-posts/': 'account', '/user-stories/': 'story', '/user-liked/': 'liked', '/post-detail/': 'post',
    '/challenge-posts/': 'hashtag', '/music-posts/': 'sound', '/search-video/': 'keyword', '/playlist-posts/': 'playlist',
    '/collection-posts/': 'collection',
} -%}

with answers as (
    {{ good_answers('tiklive', found_by) }}
),

named as (
    select
        {{ envelope_columns() }},
        case when endpoint in ('/user-posts/', '/user-stories/') then coalesce({{ asked('userid') }}, {{ sole_subject('tiktok') }})
            end as subject_user_id,
        {{ watched_term('tiktok') }},
        coalesce({{ asked('keyword') }}, {{ asked('name') }}) as asked_term,
        coalesce({{ asked('challenge_id') }}, {{ asked('music_id') }}, {{ asked('playlist_id') }}, {{ asked('collection_id') }},
            {{ asked('userid') }}) as asked_native_id,
        -- one post stands alone in its answer, where the others have a list
        case when endpoint = '/post-detail/' then concat('{"videos":[', coalesce(cast(try_cast(payload as json) -> '$.data' as varchar), payload), ']}')
            else payload end as payload
    from answers
),

parsed as (
    select
        * exclude (payload),
        {{ account_key("'tiktok'", 'subject_user_id') }} as subject_account_key,
        {{ parse_json('payload', {'videos': [tiklive_video()], 'data': {'videos': [tiklive_video()]}}) }} as document
    from named
),

videos as (
    select
        * exclude (document),
        {{ each_element('coalesce(document.videos, document.data.videos)') }} as video
    from parsed
),

identified as (
    select
        *,
        -- the digits in the video's address; `aweme_id` is a storage token in some answers
        {{ first_all_digits(['video.video_id', 'video.id', 'video.aweme_id']) }} as post_id,
        coalesce(video.author.id, subject_user_id) as author_id
    from videos
)

select
    {{ envelope_columns() }},
    post_id,
    {{ post_key("'tiktok'", 'post_id') }} as post_key,
    author_id,
    -- most videos are by whom the answer is about, whose key is made once an answer
    case when author_id = subject_user_id then subject_account_key else {{ account_key("'tiktok'", 'author_id') }} end
        as account_key,
    coalesce(watch_kind, case endpoint
        {%- for path, how in found_by.items() %} when '{{ path }}' then '{{ how }}'{% endfor %} end) as found_by,
    lower(coalesce(watch_term, asked_term)) as found_term,
    coalesce(watch_native_id, asked_native_id) as found_native_id,
    video.author.unique_id as author_unique_id,
    video.author.nickname as author_nickname,
    video.author.avatar as author_avatar_url,
    case when video.author.unique_id <> '' then concat('https://www.tiktok.com/@', video.author.unique_id, '/video/', post_id)
        end as url,
    video.aweme_id,
    video.region,
    video.title,
    video.content_desc,
    video.cover as cover_url,
    video.duration as duration_seconds,
    video.size as size_bytes,
    len(video.images) as image_count,
    {{ utc_from_epoch('video.create_time') }} as created_at,
    {%- for counter in ['play', 'digg', 'comment', 'share', 'download', 'collect'] %}
    video.{{ counter }}_count,
    {%- endfor %}
    video.is_ad,
    video.is_top as is_pinned,
    video.mentioned_users,
    nullif(string_split(video.mentioned_users, ','), ['']) as mentioned_user_ids,
    video.item_comment_settings as comment_setting,
    video.anchors,
    video.commercial_video_info,
    {%- for member in ['branded_content_type', 'adv_promotable', 'auction_ad_invited', 'ad_source', 'with_comment_filter_words'] %}
    video.commerce_info.{{ member }},
    {%- endfor %}
    {%- for member in ['id', 'title', 'author', 'album'] %}
    video.music_info.{{ member }} as music_{{ member }},
    {%- endfor %}
    video.music_info.duration as music_duration_seconds,
    video.music_info.original as is_original_sound
from identified
where post_id is not null
{{ observations('stg_tiklive__videos') }}
