{#- Hashtags with TikTok's own counters: asked for one by one (flat), or listed by a search. -#}
{%- set hashtag = {
    'id': 'VARCHAR', 'cha_name': 'VARCHAR', 'desc': 'VARCHAR', 'user_count': 'BIGINT', 'view_count': 'BIGINT',
    'is_commerce': 'BOOLEAN', 'type': 'BIGINT', 'is_challenge': 'BOOLEAN', 'is_pgcshow': 'BOOLEAN',
    'is_strong_music': 'BOOLEAN', 'cover': 'VARCHAR',
} -%}
{%- set shown = dict(hashtag, challenge_list=[hashtag]) -%}

with answers as (
    {{ good_answers('tiklive', ['/challenge-info-id/', '/challenge-info-name/', '/search-challenge/']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', dict(shown, data=shown)) }} as document
    from answers
),

hashtags as (
    select
        * exclude (document),
        {{ each_element("list_concat(
            [
                struct_pack(
                    id := coalesce(document.id, document.data.id),
                    cha_name := coalesce(document.cha_name, document.data.cha_name),
                    \"desc\" := coalesce(document.desc, document.data.desc),
                    user_count := coalesce(document.user_count, document.data.user_count),
                    view_count := coalesce(document.view_count, document.data.view_count),
                    is_commerce := coalesce(document.is_commerce, document.data.is_commerce),
                    type := coalesce(document.type, document.data.type),
                    is_challenge := coalesce(document.is_challenge, document.data.is_challenge),
                    is_pgcshow := coalesce(document.is_pgcshow, document.data.is_pgcshow),
                    is_strong_music := coalesce(document.is_strong_music, document.data.is_strong_music),
                    cover := coalesce(document.cover, document.data.cover)
                )
            ],
            coalesce(document.challenge_list, document.data.challenge_list)
        )") }} as hashtag
    from parsed
)

select
    {{ envelope_columns() }},
    hashtag.id as hashtag_id,
    lower(hashtag.cha_name) as name,
    hashtag.desc as description,
    hashtag.user_count,
    hashtag.view_count,
    hashtag.is_commerce,
    hashtag.type as hashtag_type,
    hashtag.is_challenge,
    hashtag.is_pgcshow,
    hashtag.is_strong_music,
    hashtag.cover as cover_url
from hashtags
where hashtag.cha_name is not null
{{ observations('stg_tiklive__hashtags') }}
