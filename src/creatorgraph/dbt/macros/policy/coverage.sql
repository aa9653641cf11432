{#- How much came of what was asked, best first: several answers of a day are as good as the best of them. -#}
{% macro completeness_rank(completeness) -%}
    list_position(
        ['complete', 'empty', 'partial', 'private', 'gone', 'unsupported', 'blocked', 'failed'], {{ completeness }}
    )
{%- endmacro %}

{#- What each provider's endpoints read of one account: its profile, its list of posts, or both in one answer. -#}
{% macro account_visits() -%}
    {{ return({
        'profile': {
            'tiklive': ['/userinfo-by-id/', '/userinfo-by-username/'], 'instagram': ['business_discovery', 'own_account'],
            'x': ['users'], 'youtube': ['channels'], 'tiktok_display': ['user_info'], 'tiktok_business': ['business_get'],
        },
        'posts': {
            'tiklive': ['/user-posts/'], 'instagram': ['business_discovery', 'own_media'], 'x': ['user_tweets'],
            'youtube': ['playlist_items'], 'tiktok_display': ['video_list'], 'tiktok_business': ['business_video_list'],
        },
    }) }}
{%- endmacro %}
