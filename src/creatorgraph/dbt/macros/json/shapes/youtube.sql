{#- A video as lookups, batches of counters, lists of uploads and searches have it; each leaves out parts. -#}
{% macro youtube_video() -%}
    {{ return({
        'id': 'JSON',
        'snippet': {
            'channelId': 'VARCHAR', 'channelTitle': 'VARCHAR', 'title': 'VARCHAR', 'description': 'VARCHAR',
            'publishedAt': 'VARCHAR', 'publishTime': 'VARCHAR', 'categoryId': 'VARCHAR', 'tags': ['VARCHAR'],
            'defaultLanguage': 'VARCHAR', 'defaultAudioLanguage': 'VARCHAR', 'liveBroadcastContent': 'VARCHAR',
            'resourceId': {'videoId': 'VARCHAR'}, 'playlistId': 'VARCHAR', 'position': 'BIGINT',
            'thumbnails': {'high': {'url': 'VARCHAR'}, 'default': {'url': 'VARCHAR'}},
            'videoOwnerChannelId': 'VARCHAR', 'videoOwnerChannelTitle': 'VARCHAR',
        },
        'contentDetails': {
            'duration': 'VARCHAR', 'videoId': 'VARCHAR', 'videoPublishedAt': 'VARCHAR', 'dimension': 'VARCHAR',
            'definition': 'VARCHAR', 'caption': 'BOOLEAN', 'licensedContent': 'BOOLEAN', 'projection': 'VARCHAR',
        },
        'statistics': {'viewCount': 'BIGINT', 'likeCount': 'BIGINT', 'commentCount': 'BIGINT', 'favoriteCount': 'BIGINT'},
        'status': {
            'uploadStatus': 'VARCHAR', 'privacyStatus': 'VARCHAR', 'license': 'VARCHAR', 'embeddable': 'BOOLEAN',
            'publicStatsViewable': 'BOOLEAN', 'madeForKids': 'BOOLEAN',
        },
        'topicDetails': {'topicCategories': ['VARCHAR']},
        'liveStreamingDetails': {
            'scheduledStartTime': 'VARCHAR', 'actualStartTime': 'VARCHAR', 'actualEndTime': 'VARCHAR',
            'concurrentViewers': 'BIGINT',
        },
        'paidProductPlacementDetails': {'hasPaidProductPlacement': 'BOOLEAN'},
    }) }}
{%- endmacro %}

{#- A channel as lookups and searches have it. -#}
{% macro youtube_channel() -%}
    {{ return({
        'id': 'JSON',
        'snippet': {
            'title': 'VARCHAR', 'description': 'VARCHAR', 'customUrl': 'VARCHAR', 'publishedAt': 'VARCHAR', 'country': 'VARCHAR',
            'defaultLanguage': 'VARCHAR', 'thumbnails': {'high': {'url': 'VARCHAR'}, 'default': {'url': 'VARCHAR'}},
        },
        'statistics': {
            'viewCount': 'BIGINT', 'subscriberCount': 'BIGINT', 'hiddenSubscriberCount': 'BOOLEAN', 'videoCount': 'BIGINT',
        },
        'contentDetails': {'relatedPlaylists': {'uploads': 'VARCHAR'}},
        'topicDetails': {'topicCategories': ['VARCHAR']},
        'brandingSettings': {'channel': {'keywords': 'VARCHAR'}},
        'status': {
            'privacyStatus': 'VARCHAR', 'isLinked': 'BOOLEAN', 'longUploadsStatus': 'VARCHAR', 'madeForKids': 'BOOLEAN',
        },
    }) }}
{%- endmacro %}
