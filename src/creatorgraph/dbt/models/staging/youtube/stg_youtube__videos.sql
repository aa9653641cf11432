{%- set video = {
    'id': 'VARCHAR',
    'snippet': {
        'channelId': 'VARCHAR', 'channelTitle': 'VARCHAR', 'title': 'VARCHAR', 'description': 'VARCHAR',
        'publishedAt': 'VARCHAR', 'publishTime': 'VARCHAR', 'categoryId': 'VARCHAR', 'tags': ['VARCHAR'],
        'defaultAudioLanguage': 'VARCHAR', 'liveBroadcastContent': 'VARCHAR',
    },
    'contentDetails': {'duration': 'VARCHAR'},
    'statistics': {'viewCount': 'BIGINT', 'likeCount': 'BIGINT', 'commentCount': 'BIGINT'},
    'status': {'privacyStatus': 'VARCHAR', 'madeForKids': 'BOOLEAN'},
    'paidProductPlacementDetails': {'hasPaidProductPlacement': 'BOOLEAN'},
} -%}

with answers as (
    {{ good_answers('youtube', ['videos']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', {'items': [video]}) }} as document
    from answers
),

videos as (
    select
        * exclude (document),
        {{ each_element('document.items') }} as video
    from parsed
)

select
    {{ envelope_columns() }},
    video.id as video_id,
    {{ post_key("'youtube'", 'video.id') }} as post_key,
    video.snippet.channelid as channel_id,
    {{ account_key("'youtube'", 'video.snippet.channelid') }} as account_key,
    video.snippet.channeltitle as channel_title,
    video.snippet.title,
    video.snippet.description,
    {{ utc_from_iso('coalesce(video.snippet.publishedat, video.snippet.publishtime)') }} as published_at,
    video.snippet.categoryid as category_id,
    video.snippet.tags,
    video.snippet.defaultaudiolanguage as default_audio_language,
    video.snippet.livebroadcastcontent as live_broadcast_content,
    {{ seconds_from_duration('video.contentdetails.duration') }} as duration_seconds,
    video.statistics.viewcount as view_count,
    video.statistics.likecount as like_count,
    video.statistics.commentcount as comment_count,
    video.status.privacystatus as privacy_status,
    video.status.madeforkids as is_made_for_kids,
    video.paidproductplacementdetails.haspaidproductplacement as has_paid_product_placement
from videos
where video.id is not null
{{ observations('stg_youtube__videos') }}
