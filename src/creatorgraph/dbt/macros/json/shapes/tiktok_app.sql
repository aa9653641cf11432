{#- A video of the mobile feed with its author; what the app shows and asks of its viewer is left out. -#}
{% macro tiktok_app_video() -%}
    {{ return({
        'aweme_id': 'VARCHAR', 'desc': 'VARCHAR', 'create_time': 'BIGINT', 'region': 'VARCHAR', 'is_ads': 'BOOLEAN',
        'is_top': 'BOOLEAN', 'desc_language': 'VARCHAR', 'share_url': 'VARCHAR', 'content_type': 'VARCHAR',
        'item_comment_settings': 'BIGINT', 'image_post_info': {'images': ['JSON']},
        'commerce_info': {'branded_content_type': 'BIGINT', 'adv_promotable': 'BOOLEAN', 'bc_label_test_text': 'VARCHAR'},
        'aigc_info': {'aigc_label_type': 'BIGINT'}, 'anchors': [{'keyword': 'VARCHAR', 'type': 'BIGINT'}],
        'playlist_info': {'mix_id': 'VARCHAR', 'name': 'VARCHAR', 'index': 'BIGINT', 'item_total': 'BIGINT'},
        'text_extra': [{'hashtag_name': 'VARCHAR', 'user_id': 'VARCHAR'}],
        'status': {'is_delete': 'BOOLEAN', 'private_status': 'BIGINT', 'with_goods': 'BOOLEAN', 'is_prohibited': 'BOOLEAN'},
        'author': {
            'uid': 'VARCHAR', 'unique_id': 'VARCHAR', 'nickname': 'VARCHAR', 'sec_uid': 'VARCHAR', 'signature': 'VARCHAR',
            'region': 'VARCHAR', 'language': 'VARCHAR', 'secret': 'BOOLEAN', 'verification_type': 'BIGINT',
            'custom_verify': 'VARCHAR', 'enterprise_verify_reason': 'VARCHAR', 'bio_url': 'VARCHAR',
            'commerce_user_level': 'BIGINT', 'follower_count': 'BIGINT', 'following_count': 'BIGINT',
            'aweme_count': 'BIGINT', 'total_favorited': 'BIGINT', 'ins_id': 'VARCHAR', 'youtube_channel_id': 'VARCHAR',
            'twitter_id': 'VARCHAR',
        },
        'statistics': {
            'play_count': 'BIGINT', 'digg_count': 'BIGINT', 'comment_count': 'BIGINT', 'share_count': 'BIGINT',
            'collect_count': 'BIGINT', 'download_count': 'BIGINT', 'forward_count': 'BIGINT', 'whatsapp_share_count': 'BIGINT',
            'repost_count': 'BIGINT',
        },
        'music': {
            'id_str': 'VARCHAR', 'title': 'VARCHAR', 'author': 'VARCHAR', 'album': 'VARCHAR', 'duration': 'BIGINT',
            'is_original_sound': 'BOOLEAN', 'owner_id': 'VARCHAR', 'owner_handle': 'VARCHAR', 'is_commerce_music': 'BOOLEAN',
            'matched_pgc_sound': {'title': 'VARCHAR', 'author': 'VARCHAR'},
        },
        'video': {'duration': 'BIGINT', 'width': 'BIGINT', 'height': 'BIGINT'},
        'cha_list': [{'cid': 'VARCHAR', 'cha_name': 'VARCHAR'}],
    }) }}
{%- endmacro %}
