{%- set row = {
    'subject': 'VARCHAR', 'creator_id': 'VARCHAR', 'platform': 'VARCHAR', 'account_id': 'VARCHAR', 'handle': 'VARCHAR', 'post_id': 'VARCHAR',
    'post_address': 'VARCHAR', 'kind': 'VARCHAR', 'label': 'VARCHAR', 'confidence': 'DOUBLE',
} -%}

with answers as (
    {{ good_answers('import', ['labels']) }}
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
    imported.subject,
    imported.creator_id,
    imported.platform,
    imported.account_id,
    {{ account_key('imported.platform', 'imported.account_id') }} as account_key,
    {{ bare_handle('imported.handle') }} as handle,
    imported.post_id,
    {{ post_key('imported.platform', 'imported.post_id') }} as post_key,
    imported.post_address,
    imported.kind,
    imported.label,
    cast(imported.confidence as decimal(9, 6)) as confidence
from parsed
where imported.subject in ('creator', 'account', 'post') and imported.kind is not null and imported.label is not null
{{ observations('stg_import__labels') }}
