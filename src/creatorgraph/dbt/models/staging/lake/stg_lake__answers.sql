{#- One row for each answer of any provider, good or bad, without its payload: what coverage and freshness are made of. -#}
{%- set providers = ['tiklive', 'instagram', 'x', 'youtube', 'tiktok_app', 'import'] -%}
{%- set unread = unread_files('raw', 'true') -%}

{%- for provider in providers %}
select
    {{ envelope_columns() }},
    request_param,
    requested_at,
    http_status,
    outcome,
    cost,
    redacted_at,
    schema_version
from {{ source('raw', provider ~ '_api_responses') }}
{%- if unread is not none %}
where lake_file in ({{ literals(unread | map(attribute=0)) }})
{%- endif %}
{{ 'union all' if not loop.last }}
{%- endfor %}
{{ observations('stg_lake__answers') }}
