{#- Which creator each visible account belongs to, for this organization: its own overlay where it has one, else the
identities that hold for everybody. -#}
with scoped as (
    select *
    from {{ source('match', 'identities') }}
    where organization_id = (
        select coalesce(max(organization_id), '*')
        from {{ source('match', 'identities') }}
        where organization_id = {{ organization() }}
    )
),

visible as (
    select distinct account_key
    from {{ ref('int_accounts') }}
    where {{ is_visible('visibility') }}
)

select
    scoped.account_key,
    scoped.creator_id,
    scoped.integer_id,
    scoped.is_primary
from scoped
inner join visible using (account_key)
