{#- Both vocabularies of X are read: *tweet* and *post*. Posts that others refer to come along in an answer's includes, and so
do authors, whose columns stand here because the document is parsed once. -#}

with answers as (
    {{ good_answers('x', ['tweets', 'user_tweets', 'search_recent']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ watched_term('x') }},
        case endpoint when 'user_tweets' then {{ asked('id') }} when 'tweets' then {{ sole_subject('x') }} end as subject_user_id,
        {{ parse_json('payload', {'data': [x_tweet()], 'includes': {
            'users': [x_author()], 'tweets': [x_tweet()], 'posts': [x_tweet()], 'media': [x_media()],
        }}) }} as document
    from answers
),

tweets as (
    select
        * exclude (document),
        document.includes.users as authors,
        document.includes.media as all_media,
        {{ each_element('document.data') }} as tweet,
        false as is_included
    from parsed

    union all

    select
        * exclude (document) replace (null as subject_user_id),
        document.includes.users as authors,
        document.includes.media as all_media,
        {{ each_element('list_concat(document.includes.tweets, document.includes.posts)') }} as tweet,
        true as is_included
    from parsed
),

attributed as (
    select
        * exclude (authors, all_media),
        coalesce(tweet.author_id, subject_user_id) as author_id,
        list_filter(authors, lambda one: one.id = tweet.author_id)[1] as author,
        list_filter(all_media, lambda one: list_contains(tweet.attachments.media_keys, one.media_key)) as media,
        coalesce(tweet.referenced_posts, tweet.referenced_tweets) as referenced
    from tweets
)

select
    {{ envelope_columns() }},
    tweet.id as tweet_id,
    {{ post_key("'x'", 'tweet.id') }} as post_key,
    author_id,
    {{ account_key("'x'", 'author_id') }} as account_key,
    author.username as author_username,
    author.name as author_name,
    coalesce(author.verified, author.verified_type <> 'none') as author_is_verified,
    author.public_metrics.followers_count as author_followers_count,
    is_included,
    case when not is_included then watch_kind end as found_by,
    case when not is_included then watch_term end as found_term,
    case when not is_included then watch_native_id end as found_native_id,
    coalesce(tweet.note_post.text, tweet.note_tweet.text, tweet.text) as text,
    {{ utc_from_iso('tweet.created_at') }} as created_at,
    tweet.lang,
    tweet.conversation_id,
    tweet.source,
    tweet.possibly_sensitive as is_possibly_sensitive,
    tweet.reply_settings,
    tweet.geo.place_id,
    {%- for list, member in {'hashtags': 'tag', 'cashtags': 'tag', 'mentions': 'username', 'annotations': 'normalized_text'}.items() %}
    list_transform(tweet.entities.{{ list }}, lambda found: found.{{ member }}) as {{ list }},
    {%- endfor %}
    list_transform(tweet.entities.mentions, lambda found: found.id) as mentioned_user_ids,
    {{ x_links('tweet.entities.urls') }} as links,
    list_transform(tweet.context_annotations, lambda found: concat_ws(': ', found.domain.name, found.entity.name)) as contexts,
    {{ x_media_types('media', 'tweet.entities.urls', 'tweet.attachments.media_keys', 'tweet.text') }} as media_types,
    list_max(list_transform(media, lambda one: one.duration_ms)) // 1000 as duration_seconds,
    list_max(list_transform(media, lambda one: one.public_metrics.view_count)) as video_view_count,
    tweet.attachments.poll_ids,
    len(coalesce(tweet.edit_history_post_ids, tweet.edit_history_tweet_ids)) - 1 as edit_count,
    tweet.in_reply_to_user_id,
    {%- for column, type in {'retweet': 'retweeted', 'quote': 'quoted', 'reply': 'replied_to'}.items() %}
    coalesce(len(list_filter(referenced, lambda one: one.type = '{{ type }}')) > 0, false) as is_{{ column }},
    list_filter(referenced, lambda one: one.type = '{{ type }}')[1].id as {{ type }}_tweet_id,
    {%- endfor %}
    coalesce(tweet.public_metrics.repost_count, tweet.public_metrics.retweet_count) as retweet_count,
    {%- for counter in ['quote', 'reply', 'like', 'bookmark', 'impression'] %}
    tweet.public_metrics.{{ counter }}_count{{ ',' if not loop.last }}
    {%- endfor %}
from attributed
where tweet.id is not null
{{ observations('stg_x__tweets') }}
