{#- The good answers of one provider that this model has not read yet, with what every staging row keeps of its envelope.

Every version of the envelope is read: a column that an old file lacks is null. -#}
{% macro good_answers(provider, endpoints) -%}
    {%- set unread = unread_files('raw', "file.provider = '" ~ provider ~ "'") -%}
    select {{ envelope_columns() }}, subject_keys, request_param, payload
    from {{ source('raw', provider ~ '_api_responses') }}
    where outcome = 'ok'
        and endpoint in ({{ literals(endpoints) }})
        {%- if unread is not none %}
        and lake_file in ({{ literals(unread | map(attribute=0)) }})
        {%- endif %}
{%- endmacro %}

{% macro envelope_columns() -%}
    answer_id, provider, lane, endpoint, completeness, visibility, observed_at, ingested_at, lake_file, lake_file_digest
{%- endmacro %}

{#- The one native id of a platform that an answer is about, when it is about just one. -#}
{% macro sole_subject(platform) -%}
    case when len(list_filter(subject_keys, lambda subject: starts_with(subject, '{{ platform }}:id:'))) = 1
        then list_filter(subject_keys, lambda subject: starts_with(subject, '{{ platform }}:id:'))[1][{{ platform | length + 5 }}:]
    end
{%- endmacro %}
