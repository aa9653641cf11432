{#- Hashtags and what is posted under them: one row for each medium of each page, and one with null media columns for a search
that told an id. Meta never says whose a medium is, so none belongs to an account here. -#}
{%- set item = {
    'id': 'VARCHAR', 'caption': 'VARCHAR', 'media_type': 'VARCHAR', 'media_product_type': 'VARCHAR', 'like_count': 'BIGINT',
    'comments_count': 'BIGINT', 'permalink': 'VARCHAR', 'timestamp': 'VARCHAR', 'media_url': 'VARCHAR',
} -%}

with answers as (
    {{ good_answers('instagram', ['hashtag_search', 'hashtag_recent_media', 'hashtag_top_media']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ watched_term('instagram') }},
        lower(coalesce({{ asked('q') }}, {{ asked('name') }})) as asked_name,
        {{ asked('hashtag_id') }} as asked_hashtag_id,
        {{ parse_json('payload', {'data': [item]}) }} as document
    from answers
),

items as (
    select
        * exclude (document),
        endpoint = 'hashtag_search' as is_search,
        {{ each_element('document.data') }} as item
    from parsed
)

select
    {{ envelope_columns() }},
    case when is_search then item.id else coalesce(asked_hashtag_id, watch_native_id) end as hashtag_id,
    coalesce(watch_term, asked_name) as name,
    case when not is_search then item.id end as media_id,
    {{ post_key("'instagram'", 'case when not is_search then item.id end') }} as post_key,
    endpoint = 'hashtag_top_media' as is_top,
    item.caption,
    item.media_type,
    item.media_product_type,
    item.like_count,
    item.comments_count,
    item.permalink,
    item.media_url,
    {{ utc_from_iso('item.timestamp') }} as posted_at
from items
where item.id is not null
{{ observations('stg_instagram__hashtags') }}
