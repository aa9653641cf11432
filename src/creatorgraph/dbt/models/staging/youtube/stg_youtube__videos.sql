{#- Videos however they were come by. Lists of uploads and searches show no counters, batches of counters name no channel: what
an answer leaves out is null here and told by the others. -#}

with answers as (
    {{ good_answers('youtube', ['videos', 'videos_batch_stats', 'playlist_items', 'search']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ watched_term('youtube') }},
        {{ asked('q') }} as asked_term,
        {{ parse_json('payload', {'items': [youtube_video()]}) }} as document
    from answers
),

each_video as (
    select
        * exclude (document),
        {{ each_element('document.items') }} as video
    from parsed
),

videos as (
    select
        *,
        case when endpoint = 'playlist_items' then coalesce(video.contentdetails.videoid, video.snippet.resourceid.videoid)
            else {{ text_or_member('video.id', 'videoId') }} end as video_id,
        -- of an entry of a playlist the snippet tells whose playlist it is, and when the entry was made
        case when endpoint = 'playlist_items' then coalesce(video.snippet.videoownerchannelid, video.snippet.channelid)
            else video.snippet.channelid end as channel_id,
        case when endpoint = 'playlist_items' then video.contentdetails.videopublishedat
            else coalesce(video.snippet.publishedat, video.snippet.publishtime) end as published
    from each_video
)

select
    {{ envelope_columns() }},
    video_id,
    {{ post_key("'youtube'", 'video_id') }} as post_key,
    channel_id,
    {{ account_key("'youtube'", 'channel_id') }} as account_key,
    coalesce(video.snippet.videoownerchanneltitle, video.snippet.channeltitle) as channel_title,
    case when endpoint = 'search' then coalesce(watch_kind, 'keyword') end as found_by,
    case when endpoint = 'search' then lower(coalesce(watch_term, asked_term)) end as found_term,
    case when endpoint = 'search' then watch_native_id end as found_native_id,
    video.snippet.title,
    video.snippet.description,
    {{ utc_from_iso('published') }} as published_at,
    'https://www.youtube.com/watch?v=' || video_id as url,
    video.snippet.categoryid as category_id,
    video.topicdetails.topiccategories as topic_categories,
    video.snippet.tags,
    video.snippet.defaultlanguage as default_language,
    video.snippet.defaultaudiolanguage as default_audio_language,
    video.snippet.livebroadcastcontent as live_broadcast_content,
    {{ seconds_from_duration('video.contentdetails.duration') }} as duration_seconds,
    video.statistics.viewcount as view_count,
    video.statistics.likecount as like_count,
    video.statistics.commentcount as comment_count,
    video.statistics.favoritecount as favorite_count,
    {%- for column, member in {
        'scheduled_start_at': 'scheduledstarttime', 'live_started_at': 'actualstarttime', 'live_ended_at': 'actualendtime',
    }.items() %}
    {{ utc_from_iso('video.livestreamingdetails.' ~ member) }} as {{ column }},
    {%- endfor %}
    video.livestreamingdetails.concurrentviewers as concurrent_viewers,
    video.livestreamingdetails is not null as is_or_was_live,
    case when endpoint = 'playlist_items' then video.snippet.playlistid end as playlist_id,
    case when endpoint = 'playlist_items' then video.snippet.position end as playlist_position,
    coalesce(video.snippet.thumbnails.high.url, video.snippet.thumbnails."default".url) as thumbnail_url,
    video.contentdetails.dimension,
    video.contentdetails.definition,
    video.contentdetails.caption as has_captions,
    video.contentdetails.licensedcontent as is_licensed_content,
    video.contentdetails.projection,
    video.status.uploadstatus as upload_status,
    video.status.license,
    video.status.embeddable as is_embeddable,
    video.status.publicstatsviewable as are_statistics_public,
    video.status.privacystatus as privacy_status,
    video.status.madeforkids as is_made_for_kids,
    video.paidproductplacementdetails.haspaidproductplacement as has_paid_product_placement
from videos
where video_id is not null
{{ observations('stg_youtube__videos') }}
