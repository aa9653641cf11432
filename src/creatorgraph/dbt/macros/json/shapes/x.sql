{#- A post in both vocabularies of X, *tweet* and *post*. -#}
{% macro x_tweet() -%}
    {{ return({
        'id': 'VARCHAR', 'author_id': 'VARCHAR', 'text': 'VARCHAR', 'created_at': 'VARCHAR', 'lang': 'VARCHAR',
        'conversation_id': 'VARCHAR', 'in_reply_to_user_id': 'VARCHAR', 'source': 'VARCHAR', 'reply_settings': 'VARCHAR',
        'possibly_sensitive': 'BOOLEAN', 'note_tweet': {'text': 'VARCHAR'}, 'note_post': {'text': 'VARCHAR'},
        'referenced_tweets': [{'type': 'VARCHAR', 'id': 'VARCHAR'}], 'referenced_posts': [{'type': 'VARCHAR', 'id': 'VARCHAR'}],
        'edit_history_tweet_ids': ['VARCHAR'], 'edit_history_post_ids': ['VARCHAR'], 'geo': {'place_id': 'VARCHAR'},
        'attachments': {'media_keys': ['VARCHAR'], 'poll_ids': ['VARCHAR']},
        'entities': {
            'hashtags': [{'tag': 'VARCHAR'}], 'cashtags': [{'tag': 'VARCHAR'}],
            'mentions': [{'id': 'VARCHAR', 'username': 'VARCHAR'}], 'urls': [x_address()],
            'annotations': [{'normalized_text': 'VARCHAR'}],
        },
        'context_annotations': [{'domain': {'name': 'VARCHAR'}, 'entity': {'name': 'VARCHAR'}}],
        'public_metrics': {
            'retweet_count': 'BIGINT', 'repost_count': 'BIGINT', 'quote_count': 'BIGINT', 'reply_count': 'BIGINT',
            'like_count': 'BIGINT', 'bookmark_count': 'BIGINT', 'impression_count': 'BIGINT',
        },
    }) }}
{%- endmacro %}

{#- An author, as an answer about posts brings it along. -#}
{% macro x_author() -%}
    {{ return({
        'id': 'VARCHAR', 'name': 'VARCHAR', 'username': 'VARCHAR', 'verified': 'BOOLEAN', 'verified_type': 'VARCHAR',
        'public_metrics': {'followers_count': 'BIGINT'},
    }) }}
{%- endmacro %}

{#- A medium, as an answer about posts brings it along. -#}
{% macro x_media() -%}
    {{ return({
        'media_key': 'VARCHAR', 'type': 'VARCHAR', 'duration_ms': 'BIGINT', 'public_metrics': {'view_count': 'BIGINT'},
    }) }}
{%- endmacro %}

{#- A user. -#}
{% macro x_user() -%}
    {{ return({
        'id': 'VARCHAR', 'name': 'VARCHAR', 'username': 'VARCHAR', 'created_at': 'VARCHAR', 'description': 'VARCHAR',
        'location': 'VARCHAR', 'url': 'VARCHAR', 'profile_image_url': 'VARCHAR', 'protected': 'BOOLEAN', 'verified': 'BOOLEAN',
        'verified_type': 'VARCHAR', 'subscription_type': 'VARCHAR', 'parody': 'BOOLEAN', 'is_identity_verified': 'BOOLEAN',
        'verified_followers_count': 'BIGINT', 'profile_banner_url': 'VARCHAR', 'pinned_tweet_id': 'VARCHAR',
        'withheld': {'country_codes': ['VARCHAR']},
        'entities': {
            'url': {'urls': [x_address()]},
            'description': {'urls': [x_address()], 'hashtags': [{'tag': 'VARCHAR'}], 'mentions': [{'username': 'VARCHAR'}]},
        },
        'public_metrics': {
            'followers_count': 'BIGINT', 'following_count': 'BIGINT', 'tweet_count': 'BIGINT', 'post_count': 'BIGINT',
            'listed_count': 'BIGINT', 'like_count': 'BIGINT', 'media_count': 'BIGINT',
        },
    }) }}
{%- endmacro %}

{#- An address in a text: a short one, where it leads, and whether it stands for a medium. -#}
{% macro x_address() -%}
    {{ return({
        'url': 'VARCHAR', 'expanded_url': 'VARCHAR', 'unwound_url': 'VARCHAR', 'media_key': 'VARCHAR',
    }) }}
{%- endmacro %}
