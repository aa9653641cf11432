{#- Captured answers of TikTok's own mobile feed; each video brings its author, so both come from this one parse. -#}
{%- set video = {
    'aweme_id': 'VARCHAR', 'desc': 'VARCHAR', 'create_time': 'BIGINT', 'region': 'VARCHAR', 'is_ads': 'BOOLEAN',
    'is_top': 'BOOLEAN', 'desc_language': 'VARCHAR',
    'author': {
        'uid': 'VARCHAR', 'unique_id': 'VARCHAR', 'nickname': 'VARCHAR', 'sec_uid': 'VARCHAR', 'signature': 'VARCHAR',
        'region': 'VARCHAR', 'language': 'VARCHAR', 'secret': 'BOOLEAN', 'verification_type': 'BIGINT',
        'custom_verify': 'VARCHAR', 'bio_url': 'VARCHAR', 'follower_count': 'BIGINT', 'following_count': 'BIGINT',
        'aweme_count': 'BIGINT', 'total_favorited': 'BIGINT', 'ins_id': 'VARCHAR', 'youtube_channel_id': 'VARCHAR',
        'twitter_id': 'VARCHAR',
    },
    'statistics': {
        'play_count': 'BIGINT', 'digg_count': 'BIGINT', 'comment_count': 'BIGINT', 'share_count': 'BIGINT',
        'collect_count': 'BIGINT', 'download_count': 'BIGINT', 'forward_count': 'BIGINT', 'whatsapp_share_count': 'BIGINT',
    },
    'music': {'id_str': 'VARCHAR', 'title': 'VARCHAR', 'author': 'VARCHAR', 'is_original_sound': 'BOOLEAN'},
    'video': {'duration': 'BIGINT'},
    'cha_list': [{'cid': 'VARCHAR', 'cha_name': 'VARCHAR'}],
} -%}

with answers as (
    {{ good_answers('tiktok_app', ['feed']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', {'aweme_list': [video]}) }} as document
    from answers
),

videos as (
    select
        * exclude (document),
        {{ each_element('document.aweme_list') }} as video
    from parsed
)

select
    {{ envelope_columns() }},
    video.aweme_id as post_id,
    {{ post_key("'tiktok'", 'video.aweme_id') }} as post_key,
    {{ account_key("'tiktok'", 'video.author.uid') }} as account_key,
    video.desc as caption,
    video.desc_language as caption_language,
    video.region,
    {{ utc_from_epoch('video.create_time') }} as created_at,
    -- milliseconds in this feed, seconds elsewhere
    video.video.duration // 1000 as duration_seconds,
    video.is_ads as is_ad,
    video.is_top as is_pinned,
    {%- for counter in ['play', 'digg', 'comment', 'share', 'collect', 'download', 'forward', 'whatsapp_share'] %}
    video.statistics.{{ counter }}_count,
    {%- endfor %}
    video.music.id_str as music_id,
    video.music.title as music_title,
    video.music.author as music_author,
    video.music.is_original_sound,
    list_transform(video.cha_list, lambda hashtag: hashtag.cha_name) as hashtags,
    video.author.uid as author_id,
    video.author.unique_id as author_unique_id,
    video.author.nickname as author_nickname,
    video.author.sec_uid as author_sec_uid,
    video.author.signature as author_signature,
    video.author.bio_url as author_bio_url,
    video.author.region as author_region,
    video.author.language as author_language,
    video.author.secret as author_is_private,
    video.author.verification_type as author_verification_type,
    video.author.custom_verify as author_custom_verify,
    video.author.follower_count as author_follower_count,
    video.author.following_count as author_following_count,
    video.author.aweme_count as author_aweme_count,
    video.author.total_favorited as author_total_favorited,
    video.author.ins_id as author_ins_id,
    video.author.youtube_channel_id as author_youtube_channel_id,
    video.author.twitter_id as author_twitter_id
from videos
where video.aweme_id is not null
{{ observations('stg_tiktok_app__videos') }}
