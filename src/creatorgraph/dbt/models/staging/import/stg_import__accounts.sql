{%- set row = {
    'platform': 'VARCHAR', 'account_id': 'VARCHAR', 'handle': 'VARCHAR', 'display_name': 'VARCHAR', 'bio': 'VARCHAR', 'link': 'VARCHAR', 'verified': 'BOOLEAN',
    'followers': 'BIGINT', 'group': 'VARCHAR',
} -%}

with answers as (
    {{ good_answers('import', ['accounts']) }}
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
    imported.display_name,
    imported.bio,
    imported.link,
    imported.verified as is_verified,
    imported.followers as follower_count,
    imported."group" as group_name
from parsed
where imported.platform is not null and coalesce(imported.account_id, imported.handle) is not null
{{ observations('stg_import__accounts') }}
