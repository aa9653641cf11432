{{ config(materialized='view') }}
{#- Which creators stand in which group: a creator is in every group that one of its accounts is tracked in. -#}
select distinct
    trim(tracked.group_name) as group_name,
    identity.creator_id
from {{ source('app', 'tracked_accounts') }} as tracked
inner join {{ ref('organization_accounts') }} as account
    on account.platform = tracked.platform and account.native_id = tracked.native_id
inner join {{ ref('organization_identities') }} as identity using (account_key)
where tracked.organization_id = {{ organization() }} and trim(tracked.group_name) <> ''
