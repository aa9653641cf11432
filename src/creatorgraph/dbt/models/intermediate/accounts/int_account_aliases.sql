{#- Provisional keys that an id is known for by now: what the match promotes in the identity ledger. Public only, as the
ledger is everybody's; the account that is seen with the handle first keeps the provisional key's identity. -#}
select
    provisional_account_key,
    min_by(account_key, (observed_at, account_key)) as account_key
from {{ ref('int_handle_holders') }}
where visibility = 'public'
group by provisional_account_key
