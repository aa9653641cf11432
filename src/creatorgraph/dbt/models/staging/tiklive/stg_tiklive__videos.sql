{%- set video = {
    'video_id': 'VARCHAR', 'id': 'VARCHAR', 'aweme_id': 'VARCHAR', 'region': 'VARCHAR', 'title': 'VARCHAR',
    'cover': 'VARCHAR', 'duration': 'BIGINT', 'size': 'BIGINT', 'create_time': 'BIGINT',
    'play_count': 'BIGINT', 'digg_count': 'BIGINT', 'comment_count': 'BIGINT', 'share_count': 'BIGINT',
    'download_count': 'BIGINT', 'collect_count': 'BIGINT', 'is_ad': 'BOOLEAN', 'is_top': 'BOOLEAN',
    'mentioned_users': 'VARCHAR', 'commercial_video_info': 'VARCHAR', 'images': ['VARCHAR'],
    'commerce_info': {'branded_content_type': 'BIGINT', 'adv_promotable': 'BOOLEAN', 'auction_ad_invited': 'BOOLEAN'},
    'music_info': {'id': 'VARCHAR', 'title': 'VARCHAR', 'author': 'VARCHAR', 'original': 'BOOLEAN', 'duration': 'BIGINT', 'album': 'VARCHAR'},
    'author': {'id': 'VARCHAR', 'unique_id': 'VARCHAR', 'nickname': 'VARCHAR', 'avatar': 'VARCHAR'},
} -%}

with asked as (
    {{ good_answers('tiklive', [
        '/user-posts/', '/user-stories/', '/user-liked/', '/music-posts/', '/challenge-posts/', '/search-video/',
        '/playlist-posts/', '/collection-posts/',
    ]) }}
),

answers as (
    select
        *,
        {{ sole_subject('tiktok') }} as subject_user_id
    from asked
),

parsed as (
    select
        {{ envelope_columns() }},
        subject_user_id,
        {{ account_key("'tiktok'", 'subject_user_id') }} as subject_account_key,
        {{ parse_json('payload', {'videos': [video], 'data': {'videos': [video]}}) }} as document
    from answers
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
        coalesce(video.author.id, case when endpoint in ('/user-posts/', '/user-stories/') then subject_user_id end) as author_id
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
    video.author.unique_id as author_unique_id,
    video.author.nickname as author_nickname,
    video.author.avatar as author_avatar_url,
    video.aweme_id,
    video.region,
    video.title,
    video.cover as cover_url,
    video.duration as duration_seconds,
    video.size as size_bytes,
    len(video.images) as image_count,
    {{ utc_from_epoch('video.create_time') }} as created_at,
    video.play_count,
    video.digg_count,
    video.comment_count,
    video.share_count,
    video.download_count,
    video.collect_count,
    video.is_ad,
    video.is_top as is_pinned,
    video.mentioned_users,
    video.commercial_video_info,
    video.commerce_info.branded_content_type,
    video.commerce_info.adv_promotable,
    video.commerce_info.auction_ad_invited,
    video.music_info.id as music_id,
    video.music_info.title as music_title,
    video.music_info.author as music_author,
    video.music_info.original as is_original_sound
from identified
where post_id is not null
{{ observations('stg_tiklive__videos') }}
