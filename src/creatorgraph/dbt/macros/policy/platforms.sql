{#- The platforms that have columns of their own in the pivoted table, and what their published columns are called.

Each entry: column of the pivot -> column of the account it is taken from; several names for one column are aliases. -#}
{% macro pivoted_platforms() -%}
    {{ return({
        'tiktok': {
            'tiktok_user_id': 'native_id', 'tiktok_id': 'native_id', 'tiktok_username': 'handle', 'tiktok_handle': 'handle',
            'tiktok_sec_uid': 'sec_uid', 'tiktok_followers': 'follower_count', 'tiktok_follower_count': 'follower_count',
            'tiktok_total_hearts': 'like_count', 'tiktok_hearts': 'like_count', 'tiktok_last_post_at': 'last_post_at',
        },
        'instagram': {
            'instagram_user_id': 'native_id', 'instagram_id': 'native_id', 'instagram_handle': 'handle',
            'instagram_username': 'handle', 'instagram_followers': 'follower_count',
            'instagram_follower_count': 'follower_count', 'instagram_last_post_at': 'last_post_at',
        },
        'x': {
            'x_user_id': 'native_id', 'x_id': 'native_id', 'x_handle': 'handle', 'x_username': 'handle',
            'x_followers': 'follower_count', 'x_follower_count': 'follower_count', 'x_last_post_at': 'last_post_at',
        },
        'youtube': {
            'youtube_channel_id': 'native_id', 'youtube_handle': 'handle', 'youtube_subscribers': 'follower_count',
            'youtube_last_post_at': 'last_post_at',
        },
    }) }}
{%- endmacro %}
