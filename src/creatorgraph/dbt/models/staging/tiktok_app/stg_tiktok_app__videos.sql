{#- Captured answers of TikTok's own mobile feed; each video brings its author, so both come from this one parse. -#}

with answers as (
    {{ good_answers('tiktok_app', ['feed']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', {'aweme_list': [tiktok_app_video()]}) }} as document
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
    video.share_url as url,
    video.content_type,
    len(video.image_post_info.images) as image_count,
    video.video.width,
    video.video.height,
    {{ utc_from_epoch('video.create_time') }} as created_at,
    -- milliseconds in this feed, seconds elsewhere
    video.video.duration // 1000 as duration_seconds,
    video.is_ads as is_ad,
    video.is_top as is_pinned,
    {%- for counter in ['play', 'digg', 'comment', 'share', 'collect', 'download', 'forward', 'whatsapp_share', 'repost'] %}
    video.statistics.{{ counter }}_count,
    {%- endfor %}
    video.music.id_str as music_id,
    video.music.title as music_title,
    video.music.author as music_author,
    video.music.album as music_album,
    video.music.duration as music_duration_seconds,
    video.music.is_original_sound,
    video.music.owner_id as music_owner_id,
    video.music.owner_handle as music_owner_handle,
    video.music.is_commerce_music,
    video.music.matched_pgc_sound.title as matched_music_title,
    video.music.matched_pgc_sound.author as matched_music_author,
    list_transform(video.cha_list, lambda hashtag: hashtag.cha_name) as hashtags,
    list_filter(list_transform(video.text_extra, lambda found: found.user_id), lambda id: id <> '') as mentioned_user_ids,
    list_transform(video.anchors, lambda anchor: anchor.keyword) as anchors,
    video.item_comment_settings as comment_setting,
    video.commerce_info.branded_content_type,
    video.commerce_info.adv_promotable,
    video.commerce_info.bc_label_test_text as branded_content_label,
    video.aigc_info.aigc_label_type <> 0 as is_ai_generated,
    video.playlist_info.mix_id as playlist_id,
    video.playlist_info.name as playlist_name,
    video.playlist_info."index" as playlist_position,
    {%- for member in ['is_delete', 'private_status', 'with_goods', 'is_prohibited'] %}
    video.status.{{ member }},
    {%- endfor %}
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
    video.author.enterprise_verify_reason as author_enterprise_verify_reason,
    video.author.commerce_user_level as author_commerce_user_level,
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
