{#- The one shape of a post as seen at one moment, for all platforms. The two keys were made in staging. -#}
{% macro post_shape() -%}
    {{ return({
        'post_key': 'varchar', 'account_key': 'varchar', 'platform': 'varchar', 'native_post_id': 'varchar',
        'published_at': 'timestamp', 'caption': 'varchar', 'duration_seconds': 'bigint', 'view_count': 'bigint',
        'like_count': 'bigint', 'comment_count': 'bigint', 'share_count': 'bigint', 'save_count': 'bigint',
        'download_count': 'bigint', 'is_ad': 'boolean', 'is_pinned': 'boolean', 'is_repost': 'boolean',
        'observed_at': 'timestamp', 'ingested_at': 'timestamp', 'provider': 'varchar', 'endpoint': 'varchar',
        'completeness': 'varchar', 'visibility': 'varchar', 'answer_id': 'varchar',
    }) }}
{%- endmacro %}
