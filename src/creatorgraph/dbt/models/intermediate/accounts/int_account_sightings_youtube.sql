{{ config(materialized='view') }}

select {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'youtube'", 'native_id': 'channel_id', 'handle': bare_handle('custom_url'), 'display_name': 'title',
    'bio': 'description', 'region': 'country', 'language': known_language('default_language'), 'joined_at': 'published_at',
    'platform_category': "array_to_string(list_sort(list_transform(topic_categories, lambda topic: split_part(topic, '/', -1))), ',')",
    'is_private': "privacy_status = 'private'", 'follower_count': counter('subscriber_count'),
    'post_count': counter('video_count'), 'view_count': counter('view_count'),
})) }}
from {{ ref('stg_youtube__channels') }}
where not is_missing

union all

select distinct {{ fill(account_shape(), dict(seen_in_answer(), **{
    'platform': "'youtube'", 'native_id': 'channel_id', 'display_name': 'channel_title',
})) }}
from {{ ref('stg_youtube__videos') }}
where channel_id is not null and found_by is null
