{%- set account = {
    'id': 'VARCHAR', 'username': 'VARCHAR', 'name': 'VARCHAR', 'biography': 'VARCHAR', 'website': 'VARCHAR',
    'followers_count': 'BIGINT', 'follows_count': 'BIGINT', 'media_count': 'BIGINT', 'profile_picture_url': 'VARCHAR',
} -%}

with answers as (
    {{ good_answers('instagram', ['own_account']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', account) }} as account
    from answers
)

select
    {{ envelope_columns() }},
    account.id as user_id,
    {{ account_key("'instagram'", 'account.id') }} as account_key,
    account.username,
    account.name,
    account.biography,
    account.website,
    account.followers_count,
    account.follows_count,
    account.media_count,
    account.profile_picture_url
from parsed
where account.id is not null
{{ observations('stg_instagram__own_accounts') }}
