{#- Both vocabularies of X are read: *tweet* and *post*. -#}
{%- set reference = {'type': 'VARCHAR', 'id': 'VARCHAR'} -%}
{%- set tweet = {
    'id': 'VARCHAR', 'author_id': 'VARCHAR', 'text': 'VARCHAR', 'created_at': 'VARCHAR', 'lang': 'VARCHAR',
    'conversation_id': 'VARCHAR', 'note_tweet': {'text': 'VARCHAR'}, 'note_post': {'text': 'VARCHAR'},
    'referenced_tweets': [reference], 'referenced_posts': [reference],
    'entities': {'hashtags': [{'tag': 'VARCHAR'}], 'urls': [{'expanded_url': 'VARCHAR', 'unwound_url': 'VARCHAR'}]},
    'public_metrics': {
        'retweet_count': 'BIGINT', 'repost_count': 'BIGINT', 'quote_count': 'BIGINT', 'reply_count': 'BIGINT',
        'like_count': 'BIGINT', 'bookmark_count': 'BIGINT', 'impression_count': 'BIGINT',
    },
} -%}

with answers as (
    {{ good_answers('x', ['tweets']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ sole_subject('x') }} as subject_user_id,
        {{ parse_json('payload', {'data': [tweet]}) }} as document
    from answers
),

tweets as (
    select
        * exclude (document),
        {{ each_element('document.data') }} as tweet
    from parsed
),

attributed as (
    select
        *,
        coalesce(tweet.author_id, subject_user_id) as author_id,
        coalesce(tweet.referenced_posts, tweet.referenced_tweets) as referenced
    from tweets
)

select
    {{ envelope_columns() }},
    tweet.id as tweet_id,
    {{ post_key("'x'", 'tweet.id') }} as post_key,
    author_id,
    {{ account_key("'x'", 'author_id') }} as account_key,
    coalesce(tweet.note_post.text, tweet.note_tweet.text, tweet.text) as text,
    {{ utc_from_iso('tweet.created_at') }} as created_at,
    tweet.lang,
    tweet.conversation_id,
    list_transform(tweet.entities.hashtags, lambda hashtag: hashtag.tag) as hashtags,
    list_transform(tweet.entities.urls, lambda url: coalesce(url.unwound_url, url.expanded_url)) as links,
    coalesce(len(list_filter(referenced, lambda one: one.type = 'retweeted')) > 0, false) as is_retweet,
    coalesce(len(list_filter(referenced, lambda one: one.type = 'quoted')) > 0, false) as is_quote,
    coalesce(len(list_filter(referenced, lambda one: one.type = 'replied_to')) > 0, false) as is_reply,
    coalesce(tweet.public_metrics.repost_count, tweet.public_metrics.retweet_count) as retweet_count,
    tweet.public_metrics.quote_count,
    tweet.public_metrics.reply_count,
    tweet.public_metrics.like_count,
    tweet.public_metrics.bookmark_count,
    tweet.public_metrics.impression_count
from attributed
where tweet.id is not null
{{ observations('stg_x__tweets') }}
