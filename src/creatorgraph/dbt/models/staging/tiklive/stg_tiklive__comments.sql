{#- Comments and replies: who wrote is a hash, and what was written is a keyed hash, a length and what it is made of. The text
itself stays in the raw answer, which goes after a week. -#}
{%- set comment = {
    'id': 'VARCHAR', 'video_id': 'VARCHAR', 'text': 'VARCHAR', 'create_time': 'BIGINT', 'digg_count': 'BIGINT',
    'reply_total': 'BIGINT', 'status': 'BIGINT', 'user': {'id': 'VARCHAR', 'unique_id': 'VARCHAR', 'region': 'VARCHAR'},
} -%}
{%- set page = {'comments': [comment], 'total': 'BIGINT'} -%}

with answers as (
    {{ good_answers('tiklive', ['/post-comments/', '/post-comment-replies/']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        coalesce({{ asked('video_id') }}, nullif(regexp_extract({{ asked('url') }}, '/(?:video|photo)/([0-9]+)', 1), ''))
            as asked_post_id,
        {{ asked('comment_id') }} as parent_comment_id,
        {{ parse_json('payload', dict(page, data=page)) }} as document
    from answers
),

comments as (
    select
        * exclude (document),
        coalesce(document.total, document.data.total) as list_total,
        {{ each_element('coalesce(document.comments, document.data.comments)') }} as comment
    from parsed
)

select
    {{ envelope_columns() }},
    comment.id as comment_id,
    parent_comment_id,
    coalesce(comment.video_id, asked_post_id) as post_id,
    {{ post_key("'tiktok'", 'coalesce(comment.video_id, asked_post_id)') }} as post_key,
    {{ person_hash("'tiktok:id:' || comment.user.id") }} as author_hash,
    {{ person_hash("'tiktok:handle:' || lower(comment.user.unique_id)") }} as author_handle_hash,
    comment.user.region as author_region,
    {{ utc_from_epoch('comment.create_time') }} as created_at,
    len(comment.text) as text_length,
    -- equal hashes are equal texts, whatever their case and spacing
    {{ person_hash("'text:' || lower(regexp_replace(trim(comment.text), '\\s+', ' ', 'g'))") }} as text_hash,
    not regexp_matches(comment.text, '[\p{L}\p{N}]') as has_no_words,
    len(regexp_extract_all(comment.text, '(?:^|[^\w.])@[\w.]')) as mention_count,
    comment.status,
    comment.digg_count,
    comment.reply_total as reply_count,
    list_total
from comments
where comment.id is not null
{{ observations('stg_tiklive__comments') }}
