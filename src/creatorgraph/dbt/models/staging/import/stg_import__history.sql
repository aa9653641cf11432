{%- set row = {
    'platform': 'VARCHAR', 'account_id': 'VARCHAR', 'handle': 'VARCHAR', 'date': 'VARCHAR', 'followers': 'BIGINT', 'following': 'BIGINT',
    'posts': 'BIGINT', 'likes': 'BIGINT', 'views': 'BIGINT',
} -%}

with answers as (
    {{ good_answers('import', ['history']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        request_param,
        {{ parse_json('payload', row) }} as imported
    from answers
)

select
    {{ envelope_columns() }},
    request_param as imported_from,
    imported.platform,
    imported.account_id,
    {{ account_key('imported.platform', 'imported.account_id') }} as account_key,
    {{ bare_handle('imported.handle') }} as handle,
    imported.date as written_date,
    imported.followers as follower_count,
    imported.following as following_count,
    imported.posts as post_count,
    imported.likes as like_count,
    imported.views as view_count
from parsed
where imported.platform is not null and coalesce(imported.account_id, imported.handle) is not null
{{ observations('stg_import__history') }}
