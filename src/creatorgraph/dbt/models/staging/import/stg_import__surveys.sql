{%- set row = {'scope': 'VARCHAR', 'creator': 'VARCHAR', 'asked': 'BIGINT', 'also_follow': 'BIGINT', 'surveyed_by': 'VARCHAR'} -%}
{%- for side in ['_a', '_b'] -%}
    {%- for member in ['platform', 'account_id', 'handle', 'creator'] -%}{%- do row.update({member ~ side: 'VARCHAR'}) -%}{%- endfor -%}
{%- endfor -%}

with answers as (
    {{ good_answers('import', ['survey']) }}
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
    imported.scope,
    {%- for side in ['_a', '_b'] %}
    imported.platform{{ side }},
    imported.account_id{{ side }},
    {{ account_key('imported.platform' ~ side, 'imported.account_id' ~ side) }} as account_key{{ side }},
    {{ bare_handle('imported.handle' ~ side) }} as handle{{ side }},
    {%- endfor %}
    coalesce(imported.creator, imported.creator_a) as creator_id_a,
    coalesce(imported.creator, imported.creator_b) as creator_id_b,
    imported.asked as asked_count,
    imported.also_follow as also_follow_count,
    imported.surveyed_by
from parsed
where imported.scope is not null and imported.asked > 0 and imported.also_follow between 0 and imported.asked
{{ observations('stg_import__surveys') }}
