{%- set channel = {
    'id': 'VARCHAR',
    'snippet': {
        'title': 'VARCHAR', 'description': 'VARCHAR', 'customUrl': 'VARCHAR', 'publishedAt': 'VARCHAR', 'country': 'VARCHAR',
        'defaultLanguage': 'VARCHAR',
    },
    'statistics': {
        'viewCount': 'BIGINT', 'subscriberCount': 'BIGINT', 'hiddenSubscriberCount': 'BOOLEAN', 'videoCount': 'BIGINT',
    },
    'contentDetails': {'relatedPlaylists': {'uploads': 'VARCHAR'}},
    'topicDetails': {'topicCategories': ['VARCHAR']},
    'brandingSettings': {'channel': {'keywords': 'VARCHAR'}},
    'status': {'privacyStatus': 'VARCHAR', 'madeForKids': 'BOOLEAN'},
} -%}

with answers as (
    {{ good_answers('youtube', ['channels']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', {'items': [channel]}) }} as document
    from answers
),

channels as (
    select
        * exclude (document),
        {{ each_element('document.items') }} as channel
    from parsed
)

select
    {{ envelope_columns() }},
    channel.id as channel_id,
    {{ account_key("'youtube'", 'channel.id') }} as account_key,
    channel.snippet.title,
    channel.snippet.description,
    channel.snippet.customurl as custom_url,
    {{ utc_from_iso('channel.snippet.publishedat') }} as published_at,
    channel.snippet.country,
    channel.snippet.defaultlanguage as default_language,
    channel.statistics.viewcount as view_count,
    coalesce(channel.statistics.hiddensubscribercount, false) as is_subscriber_count_hidden,
    -- a hidden count is sent as 0 or left out: unknown either way
    case when channel.statistics.hiddensubscribercount is distinct from true then channel.statistics.subscribercount end
        as subscriber_count,
    channel.statistics.videocount as video_count,
    channel.contentdetails.relatedplaylists.uploads as uploads_playlist_id,
    channel.topicdetails.topiccategories as topic_categories,
    channel.brandingsettings.channel.keywords,
    channel.status.privacystatus as privacy_status,
    channel.status.madeforkids as is_made_for_kids
from channels
where channel.id is not null
{{ observations('stg_youtube__channels') }}
