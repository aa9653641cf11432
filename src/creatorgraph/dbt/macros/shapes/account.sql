{#- The one shape of an account as seen at one moment, for all platforms. -#}
{% macro account_shape() -%}
    {{ return({
        'platform': 'varchar', 'native_id': 'varchar', 'handle': 'varchar', 'display_name': 'varchar', 'bio': 'varchar',
        'link': 'varchar', 'region': 'varchar', 'language': 'varchar', 'platform_category': 'varchar', 'joined_at': 'timestamp',
        'sec_uid': 'varchar', 'group_name': 'varchar', 'is_verified': 'boolean', 'is_private': 'boolean',
        'follower_count': 'bigint', 'following_count': 'bigint', 'post_count': 'bigint', 'like_count': 'bigint',
        'view_count': 'bigint', 'observed_at': 'timestamp', 'ingested_at': 'timestamp', 'provider': 'varchar',
        'endpoint': 'varchar', 'completeness': 'varchar', 'visibility': 'varchar', 'answer_id': 'varchar',
    }) }}
{%- endmacro %}

{#- What an account row takes from its envelope, whoever answered. -#}
{% macro seen_in_answer() -%}
    {{ return({
        'observed_at': 'observed_at', 'ingested_at': 'ingested_at', 'provider': 'provider', 'endpoint': 'endpoint',
        'completeness': 'completeness', 'visibility': 'visibility', 'answer_id': 'answer_id',
    }) }}
{%- endmacro %}
