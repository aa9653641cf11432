{#- Channels, and in one answer with them the ids and handles that were asked for and are not there (`is_missing`): YouTube
leaves them out without a word. A search lists channels with what stands in their snippet alone. -#}

with answers as (
    {{ good_answers('youtube', ['channels', 'search'], outcomes=['ok', 'gone']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ asked('id') }} as asked_ids,
        {{ asked('forHandle') }} as asked_handle,
        {{ parse_json('payload', {'items': [youtube_channel()]}) }} as document
    from answers
),

each_channel as (
    select
        * exclude (document),
        {{ each_element('document.items') }} as channel
    from parsed
),

channels as (
    select *, {{ text_or_member('channel.id', 'channelId') }} as channel_id
    from each_channel
),

absent as (
    select
        {{ envelope_columns() }},
        {{ each_element("list_filter(string_split(asked_ids, ','), lambda one: not list_contains(
            list_transform(coalesce(document.items, []), lambda found: found.id ->> '$'), one))") }} as channel_id,
        cast(null as varchar) as custom_url
    from parsed
    where endpoint = 'channels' and document is not null

    union all

    select {{ envelope_columns() }}, null as channel_id, asked_handle as custom_url
    from parsed
    where endpoint = 'channels' and document is not null and asked_handle is not null and coalesce(len(document.items), 0) = 0
)

select
    {{ envelope_columns() }},
    channel_id,
    {{ account_key("'youtube'", 'channel_id') }} as account_key,
    channel.snippet.title,
    channel.snippet.description,
    channel.snippet.customurl as custom_url,
    {{ utc_from_iso('channel.snippet.publishedat') }} as published_at,
    channel.snippet.country,
    channel.snippet.defaultlanguage as default_language,
    coalesce(channel.snippet.thumbnails.high.url, channel.snippet.thumbnails."default".url) as thumbnail_url,
    channel.statistics.viewcount as view_count,
    channel.statistics.hiddensubscribercount as is_subscriber_count_hidden,
    -- a hidden count is sent as 0 or left out: unknown either way
    case when channel.statistics.hiddensubscribercount is distinct from true then channel.statistics.subscribercount end
        as subscriber_count,
    channel.statistics.videocount as video_count,
    channel.contentdetails.relatedplaylists.uploads as uploads_playlist_id,
    channel.topicdetails.topiccategories as topic_categories,
    channel.brandingsettings.channel.keywords,
    channel.status.privacystatus as privacy_status,
    channel.status.islinked as is_linked,
    channel.status.longuploadsstatus as long_uploads_status,
    channel.status.madeforkids as is_made_for_kids,
    false as is_missing
from channels
where channel_id is not null

union all by name

select *, {{ account_key("'youtube'", 'channel_id') }} as account_key, true as is_missing
from absent
{{ observations('stg_youtube__channels') }}
