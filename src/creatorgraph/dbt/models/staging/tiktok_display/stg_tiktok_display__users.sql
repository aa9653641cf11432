{#- What creators who authorised an organization show of themselves. Neither of TikTok's grant ids is the account's own id,
which the request names where it is known. -#}
{%- set user = {
    'open_id': 'VARCHAR', 'union_id': 'VARCHAR', 'username': 'VARCHAR', 'display_name': 'VARCHAR',
    'bio_description': 'VARCHAR', 'is_verified': 'BOOLEAN', 'follower_count': 'BIGINT', 'following_count': 'BIGINT',
    'likes_count': 'BIGINT', 'video_count': 'BIGINT', 'avatar_url': 'VARCHAR', 'profile_deep_link': 'VARCHAR',
} -%}

with answers as (
    {{ good_answers('tiktok_display', ['user_info']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        coalesce({{ asked('native_id') }}, {{ sole_subject('tiktok') }}) as user_id,
        {{ asked('username') }} as asked_username,
        {{ parse_json('payload', {'data': {'user': user}}) }}.data.user as person
    from answers
)

select
    {{ envelope_columns() }},
    user_id,
    {{ account_key("'tiktok'", 'user_id') }} as account_key,
    person.open_id,
    person.union_id,
    coalesce(person.username, asked_username) as username,
    person.display_name,
    person.bio_description,
    person.is_verified,
    person.follower_count,
    person.following_count,
    person.likes_count,
    person.video_count,
    person.avatar_url,
    person.profile_deep_link
from parsed
where person is not null and coalesce(user_id, person.username, asked_username) is not null
{{ observations('stg_tiktok_display__users') }}
