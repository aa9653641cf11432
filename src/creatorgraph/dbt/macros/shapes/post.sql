{#- The one shape of a post as seen at one moment, for all platforms. The two keys were made in staging. -#}
{% macro post_shape() -%}
    {{ return({
        'post_key': 'varchar', 'account_key': 'varchar', 'platform': 'varchar', 'native_post_id': 'varchar',
        'url': 'varchar', 'published_at': 'timestamp', 'caption': 'varchar', 'listed_hashtags': 'varchar[]', 'media_type': 'varchar',
        'duration_seconds': 'bigint', 'language': 'varchar', 'platform_category': 'varchar', 'sound_id': 'varchar',
        'sound_title': 'varchar', 'sound_author': 'varchar', 'is_original_sound': 'boolean', 'view_count': 'bigint',
        'play_count': 'bigint', 'like_count': 'bigint', 'comment_count': 'bigint', 'share_count': 'bigint', 'save_count': 'bigint',
        'download_count': 'bigint', 'is_ad': 'boolean', 'is_pinned': 'boolean', 'is_repost': 'boolean',
        'observed_at': 'timestamp', 'ingested_at': 'timestamp', 'provider': 'varchar', 'endpoint': 'varchar',
        'completeness': 'varchar', 'visibility': 'varchar', 'answer_id': 'varchar',
    }) }}
{%- endmacro %}

{#- The counters of a post in that shape, each a running total. -#}
{% macro post_counters() -%}
    {{ return(['view_count', 'play_count', 'like_count', 'comment_count', 'share_count', 'save_count', 'download_count']) }}
{%- endmacro %}

{#- Kinds of media under one name for all platforms: video, image, carousel, text, story, live. `native` is SQL of the
platform's own word; a word that nobody knows is null. -#}
{% macro media_type(native) -%}
    case lower({{ native }})
        when 'video' then 'video' when 'reels' then 'video' when 'reel' then 'video'
        when 'image' then 'image' when 'photo' then 'image' when 'animated_gif' then 'image'
        when 'carousel' then 'carousel' when 'carousel_album' then 'carousel' when 'photos' then 'carousel'
        when 'text' then 'text' when 'story' then 'story' when 'live' then 'live'
    end
{%- endmacro %}

{#- TikTok names no kind: a list of images is a photo post, a length one of a video. -#}
{% macro tiktok_media_type(duration, images='0') -%}
    case when {{ images }} > 1 then 'carousel' when {{ images }} = 1 then 'image' when {{ duration }} > 0 then 'video' end
{%- endmacro %}

{#- A language tag; what a platform sends for an unknown, mixed or absent one (und, un, zxx, qme …) is null. -#}
{% macro known_language(tag) -%}
    case when {{ tag }} not in ('', 'un', 'und', 'mul', 'zxx', 'art') and not regexp_matches({{ tag }}, '^q[a-z]{2}$') then {{ tag }} end
{%- endmacro %}

{#- Meta tells where a medium stands before it tells what it is: a story is a story whatever it shows. -#}
{% macro instagram_media_type() -%}
    case when media_product_type = 'STORY' then 'story' else {{ media_type('media_type') }} end
{%- endmacro %}
