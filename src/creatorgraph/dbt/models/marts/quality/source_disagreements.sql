{#- Where two sources tell other counts of one subject on one UTC day: what stands in the facts, what the other one says, and
whether rounding or the hours between both readings explain it. -#}
{%- set subjects = {
    'account': {'relation': 'int_account_observations', 'key': 'account_key',
        'counters': ['follower_count', 'following_count', 'post_count', 'like_count', 'view_count']},
    'post': {'relation': 'int_post_observations', 'key': 'post_key', 
        'counters': ['view_count', 'like_count', 'comment_count', 'share_count', 'save_count', 'download_count']},
} -%}
{%- set tolerance = var('source_tolerance') %}

with told as (
    {%- for kind, subject in subjects.items() %}
    select
        '{{ kind }}' as subject_kind, {{ subject.key }} as subject_key, platform, snapshot_date, provider, source_class, source_rank,
        observed_at,
        {{ each_element("[" ~ points(subject.counters) ~ "]") }} as point
    from (
        select
            reading.{{ subject.key }}, platform, cast(observed_at as date) as snapshot_date, provider, observed_at, {{ subject.counters | join(', ') }},
            {{ source_class('provider', 'visibility') }} as source_class,
            {{ source_rank('provider', 'visibility') }} as source_rank
        from {{ ref(subject.relation) }} as reading
        semi join (
            -- only subjects of which several sources told that day
            select {{ subject.key }}, cast(observed_at as date) as day from {{ ref(subject.relation) }} where {{ is_visible('visibility') }}
            group by all having min(provider || visibility) <> max(provider || visibility)
        ) as several on several.{{ subject.key }} = reading.{{ subject.key }} and several.day = cast(observed_at as date)
        where {{ is_visible('visibility') }} and {{ told_count(subject.counters) }} > 0
        qualify row_number() over (
            partition by {{ subject.key }}, cast(observed_at as date), provider, visibility
            order by {{ told_count(subject.counters) }} desc, observed_at desc, ingested_at desc, answer_id
        ) = 1
    )
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

paired as (
    select
        * exclude (point), point.metric, point.value,
        {%- for column in ['provider', 'source_class', 'observed_at', 'point.value'] %}
        first_value({{ column }}) over best as chosen_{{ column.split('.')[-1] }},
        {%- endfor %}
        row_number() over best as place
    from told
    where point.value is not null
    window best as (
        partition by subject_kind, subject_key, snapshot_date, point.metric order by source_rank, observed_at desc, provider
    )
),

weighed as (
    select
        *,
        round(cast(abs(value - chosen_value) as double) / greatest(value, chosen_value), 9) as relative_difference,
        cast(round(date_diff('second', chosen_observed_at, observed_at) / 3600.0, 3) as decimal(12, 3)) as hours_after
    from paired
    where place > 1 and value <> chosen_value
)

select
    subject_kind, subject_key, platform, snapshot_date, metric,
    chosen_value, chosen_provider, chosen_source_class,
    value as other_value, provider as other_provider, source_class as other_source_class,
    hours_after, relative_difference,
    case
        when abs(value - chosen_value) < greatest({{ display_unit('value') }}, {{ display_unit('chosen_value') }}) then 'rounding'
        -- a running total grows, and business metrics are late
        when subject_kind = 'post' and (value > chosen_value) = (hours_after > 0) and hours_after <> 0 then 'age'
        when source_class = 'connected_metrics' and value < chosen_value then 'age'
        when abs(value - chosen_value) <= greatest(2, {{ tolerance }} * greatest(1, abs(hours_after)) * chosen_value) then 'tolerance'
    end as explained_by,
    explained_by is null as is_beyond_tolerance
from weighed
