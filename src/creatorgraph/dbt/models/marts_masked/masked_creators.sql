{#- One row a creator, for strangers: a keyed hash, and only what at least so many others of the table share with it.

What would single somebody out is taken away step by step: the region, the niche, the platforms, the tier; who is alone even
then is left out. Who opted in stands with its handle and everything, and hides nobody. -#}
{%- set told = ['platforms', 'tier', 'niche', 'region'] -%}
{%- set steps = [told, ['platforms', 'tier', 'niche'], ['platforms', 'tier'], ['tier'], []] -%}

with creators as (
    select
        creator_hash,
        is_opted_in,
        {{ masked_hash('lower(max(handle) filter (where is_primary))') }} as handle_hash,
        case when is_opted_in then max(handle) filter (where is_primary) end as handle,
        string_agg(distinct platform, ',' order by platform) as platforms,
        max(creator_tier) as tier,
        max(niche) as niche,
        coalesce(max(nullif(region, 'unknown')) filter (where is_primary), min(nullif(region, 'unknown')), 'unknown') as region
    from {{ ref('maskable_accounts') }}
    group by creator_hash, is_opted_in
),

open_1 as (
    select * from creators where not is_opted_in
),
{%- for kept in steps %}

counted_{{ loop.index }} as (
    select *, count(*) over ({{ 'partition by ' ~ kept | join(', ') if kept }}) as group_size from open_{{ loop.index }}
),

open_{{ loop.index + 1 }} as (
    select * exclude (group_size) from counted_{{ loop.index }} where group_size < {{ fewest() }}
),
{%- endfor %}

shown as (
    {%- for kept in steps %}
    select
        creator_hash, handle_hash, handle, is_opted_in,
        {%- for column in told %} {{ column if column in kept else 'null as ' ~ column }},{% endfor %} group_size
    from counted_{{ loop.index }}
    where group_size >= {{ fewest() }}
    union all
    {%- endfor %}
    select creator_hash, handle_hash, handle, is_opted_in, {{ told | join(', ') }}, null as group_size
    from creators
    where is_opted_in
)

select * from shown
