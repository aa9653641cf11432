{{ config(materialized='view') }}

{#- What surveys said, with accounts under the keys they have: a handle goes to whoever had taken it most recently when people
were asked, else to the earliest holder, else to the provisional account of the handle. -#}
with sides as (
    {%- for side in ['a', 'b'] %}
    select
        answer_id, visibility, observed_at, '{{ side }}' as side, platform_{{ side }} as platform, lower(handle_{{ side }}) as handle,
        account_key_{{ side }} as native_account_key
    from {{ ref('stg_import__surveys') }}
    where scope = 'accounts'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

named as (
    select
        sides.answer_id,
        sides.side,
        coalesce(
            sides.native_account_key,
            max_by(holder.account_key, (holder.first_seen_at, holder.native_id)) filter (where holder.first_seen_at <= sides.observed_at),
            min_by(holder.account_key, (holder.first_seen_at, holder.native_id)),
            {{ provisional_account_key('sides.platform', 'sides.handle') }}
        ) as account_key
    from sides
    left join {{ ref('int_handle_history') }} as holder
        on sides.native_account_key is null
        and holder.platform = sides.platform
        and holder.handle = sides.handle
        and holder.visibility in ('public', sides.visibility)
    group by sides.answer_id, sides.side, sides.native_account_key, sides.platform, sides.handle
)

select
    survey.answer_id,
    survey.scope,
    survey.visibility,
    account_a.account_key as account_key_a,
    account_b.account_key as account_key_b,
    survey.platform_a,
    survey.platform_b,
    survey.creator_id_a,
    survey.creator_id_b,
    survey.asked_count,
    survey.also_follow_count,
    survey.surveyed_by,
    survey.observed_at as surveyed_at
from {{ ref('stg_import__surveys') }} as survey
left join named as account_a on account_a.answer_id = survey.answer_id and account_a.side = 'a'
left join named as account_b on account_b.answer_id = survey.answer_id and account_b.side = 'b'
