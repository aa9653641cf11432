{#- A video as every list of TikLiveAPI and its detail have it, but for addresses of media: they expire, and none is downloaded. -#}
{% macro tiklive_video() -%}
    {{ return({
        'video_id': 'VARCHAR', 'id': 'VARCHAR', 'aweme_id': 'VARCHAR', 'region': 'VARCHAR', 'title': 'VARCHAR',
        'cover': 'VARCHAR', 'duration': 'BIGINT', 'size': 'BIGINT', 'create_time': 'BIGINT',
        'play_count': 'BIGINT', 'digg_count': 'BIGINT', 'comment_count': 'BIGINT', 'share_count': 'BIGINT',
        'download_count': 'BIGINT', 'collect_count': 'BIGINT', 'is_ad': 'BOOLEAN', 'is_top': 'BOOLEAN',
        'mentioned_users': 'VARCHAR', 'commercial_video_info': 'VARCHAR', 'images': ['VARCHAR'], 'content_desc': ['VARCHAR'],
        'item_comment_settings': 'BIGINT', 'anchors': 'JSON',
        'commerce_info': {
            'branded_content_type': 'BIGINT', 'adv_promotable': 'BOOLEAN', 'auction_ad_invited': 'BOOLEAN', 'ad_source': 'VARCHAR',
            'with_comment_filter_words': 'BOOLEAN',
        },
        'music_info': {'id': 'VARCHAR', 'title': 'VARCHAR', 'author': 'VARCHAR', 'original': 'BOOLEAN', 'duration': 'BIGINT', 'album': 'VARCHAR'},
        'author': {'id': 'VARCHAR', 'unique_id': 'VARCHAR', 'nickname': 'VARCHAR', 'avatar': 'VARCHAR'},
    }) }}
{%- endmacro %}
