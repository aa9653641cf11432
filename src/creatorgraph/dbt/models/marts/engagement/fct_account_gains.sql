{#- What the posts of each account gained by day: differences of running totals, from one reading of a post to its next.

What a post had before it was first read was gained on nobody knows which days since its publication. `gained_from` says since
when: it is the day itself, or the day of publication where that is more than a day back. So a gain belongs to every window
that holds both days, and what an old post had when it was found belongs to none. -#}
{%- set counters = {'view': 'views', 'like': 'likes', 'comment': 'comments', 'share': 'shares', 'save': 'saves'} -%}

with readings as (
    select
        account_key,
        post_key,
        snapshot_date,
        cast(published_at as date) as published_on,
        {%- for counter in counters %}
        {{ counter }}_count,
        lag({{ counter }}_count ignore nulls) over reading as {{ counter }}s_before,
        {%- endfor %}
        row_number() over reading = 1 as is_first
    from {{ ref('fct_post_engagement') }}
    -- a list that names a post without counting it is no reading
    where coalesce({% for counter in counters %}{{ counter }}_count{{ ', ' if not loop.last }}{% endfor %}) is not null
    window reading as (partition by post_key order by snapshot_date)
)

select
    account_key,
    snapshot_date as gained_on,
    case when is_first and published_on < snapshot_date - 1 then published_on else snapshot_date end as gained_from,
    count(*) as posts_counted,
    {%- for counter, name in counters.items() %}
    cast(sum({{ counter }}_count - case when is_first then 0 else {{ counter }}s_before end) as bigint) as {{ name }}_gained
    {{- ',' if not loop.last }}
    {%- endfor %}
from readings
where published_on is not null or not is_first
group by all
