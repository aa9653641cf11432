{%- set sound = {
    'id': 'VARCHAR', 'title': 'VARCHAR', 'author': 'VARCHAR', 'original': 'BOOLEAN', 'duration': 'BIGINT',
    'album': 'VARCHAR', 'video_count': 'BIGINT', 'play_count': 'BIGINT', 'cover': 'VARCHAR',
} -%}

with answers as (
    {{ good_answers('tiklive', ['/music-info/']) }}
),

parsed as (
    select
        {{ envelope_columns() }},
        {{ parse_json('payload', dict(sound, data=sound)) }} as document
    from answers
)

select
    {{ envelope_columns() }},
    {%- for column, member in {
        'sound_id': 'id', 'title': 'title', 'author_name': 'author', 'is_original': 'original', 'duration_seconds': 'duration',
        'album': 'album', 'video_count': 'video_count', 'play_count': 'play_count', 'cover_url': 'cover',
    }.items() %}
    coalesce(document.{{ member }}, document.data.{{ member }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from parsed
where coalesce(document.id, document.data.id) is not null
{{ observations('stg_tiklive__sounds') }}
