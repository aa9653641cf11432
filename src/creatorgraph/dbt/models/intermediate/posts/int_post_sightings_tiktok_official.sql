{{ config(materialized='view') }}

{#- A grant that names its account by handle alone has the account that carried the handle then. -#}
{%- set seen = {
    'post_key': 'video.post_key',
    'account_key': "coalesce(video.account_key, holder.account_key, " ~ provisional_account_key("'tiktok'", bare_handle('video.username')) ~ ")",
    'platform': "'tiktok'", 'native_post_id': 'video.post_id', 'published_at': 'video.created_at', 'caption': 'video.caption',
    'url': 'video.share_url', 'duration_seconds': 'nullif(video.duration_seconds, 0)',
    'observed_at': 'video.observed_at', 'ingested_at': 'video.ingested_at', 'provider': 'video.provider',
    'endpoint': 'video.endpoint', 'completeness': 'video.completeness', 'visibility': 'video.visibility',
    'answer_id': 'video.answer_id',
} -%}
{%- set told = {
    'stg_tiktok_display__videos': {
        'media_type': tiktok_media_type('video.duration_seconds'), 'view_count': counter('video.view_count'),
        'play_count': counter('video.view_count'), 'like_count': counter('video.like_count'),
        'comment_count': counter('video.comment_count'), 'share_count': counter('video.share_count'),
    },
    'stg_tiktok_business__videos': {
        'media_type': media_type('video.media_type'), 'view_count': counter('video.video_views'),
        'play_count': counter('video.video_views'), 'like_count': counter('video.likes'),
        'comment_count': counter('video.comments'), 'share_count': counter('video.shares'),
        'save_count': counter('video.favorites'), 'is_ad': 'video.is_ad',
    },
} -%}

{%- for model, counters in told.items() %}
select {{ fill(post_shape(), dict(seen, **counters)) }}
from {{ ref(model) }} as video
left join {{ ref('int_handle_holders') }} as holder
    on video.user_id is null
    and holder.platform = 'tiktok'
    and holder.handle = lower({{ bare_handle('video.username') }})
    and holder.visibility = video.visibility
    and holder.observed_at = video.observed_at
{{ 'union all' if not loop.last }}
{%- endfor %}
