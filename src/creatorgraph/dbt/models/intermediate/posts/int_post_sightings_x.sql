{{ config(materialized='view') }}

select {{ fill(post_shape(), dict(seen_in_answer(), **{
    'post_key': 'post_key', 'account_key': 'account_key', 'platform': "'x'", 'native_post_id': 'tweet_id',
    'url': "'https://x.com/i/web/status/' || tweet_id", 'published_at': 'created_at', 'caption': 'text', 'listed_hashtags': 'hashtags',
    'language': known_language('lang'),
    'view_count': 'case when not is_retweet then ' ~ counter('impression_count') ~ ' end',
    'like_count': counter('like_count'), 'comment_count': counter('reply_count'),
    'share_count': counter('retweet_count + quote_count'), 'save_count': counter('bookmark_count'), 'is_repost': 'is_retweet',
})) }}
from {{ ref('stg_x__tweets') }}
