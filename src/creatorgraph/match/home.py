"""What a built data directory has for the match, read at once and let go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from creatorgraph.errors import ConfigurationError
from creatorgraph.match.evidence import INPUT_COLUMNS
from creatorgraph.settings import Home
from creatorgraph.store import decisions, ledger
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.decisions import Decision
from creatorgraph.store.ledger import LedgerState
from creatorgraph.warehouse.duckdb import hold_warehouse

ACCOUNTS: Final = "intermediate.int_match_accounts"
OBSERVATIONS: Final = "intermediate.int_account_observations"
SEEN: Final = f"""
with told as (
    select account_key, provider, answer_id, observed_at,
        unnest(['handle', 'display_name', 'bio', 'link']) as field,
        unnest([handle, display_name, bio, link]) as value
    from {OBSERVATIONS}
    where visibility = 'public' and account_key in (select unnest(?::varchar[]))
)
select account_key, field, value, min(observed_at) as first_seen_at, max(observed_at) as last_seen_at,
    count(distinct answer_id) as answers, list_slice(list(distinct answer_id order by answer_id), 1, 20) as answer_ids,
    list(distinct provider order by provider) as providers
from told
where value is not null and value <> ''
group by account_key, field, value
order by account_key, field, last_seen_at desc, value
"""


@dataclass(frozen=True, slots=True)
class HomeAccounts:
    """Public accounts (columns `evidence.INPUT_COLUMNS`), what people decided for everybody, and the ledger's state."""

    accounts: pa.Table
    decisions: list[Decision]
    state: LedgerState


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing that an account showed: when first and last (UTC), in how many answers, and the first 20 of them."""

    account_key: str
    field: str
    value: str
    first_seen_at: str
    last_seen_at: str
    answers: int
    answer_ids: tuple[str, ...]
    providers: tuple[str, ...]


def read_home(home: Home, database: AppDatabase) -> HomeAccounts:
    """Read what the match of a data directory starts from.

    Raises BusyError while a build runs, ConfigurationError where nothing has been built yet.
    """
    with hold_warehouse(home) as warehouse, warehouse.connection() as connection:
        columns = ", ".join(INPUT_COLUMNS)
        try:
            accounts = connection.execute(f"select {columns} from {ACCOUNTS} order by account_key").to_arrow_table()
        except duckdb.CatalogException:
            raise ConfigurationError("Nothing has been built here yet.", todo="Run: creatorgraph build") from None
    with database.read() as app:
        return HomeAccounts(accounts, decisions.in_force(app), ledger.load_state(app))


def read_seen(home: Home, account_keys: list[str]) -> list[Seen]:
    """When and in which answers accounts showed each handle, name, bio and link; public answers alone."""
    with hold_warehouse(home) as warehouse, warehouse.connection() as connection:
        rows = connection.execute(SEEN, [account_keys]).fetchall()
    return [
        Seen(
            account_key=key,
            field=field,
            value=value,
            first_seen_at=first.isoformat(),
            last_seen_at=last.isoformat(),
            answers=answers,
            answer_ids=tuple(answer_ids),
            providers=tuple(providers),
        )
        for key, field, value, first, last, answers, answer_ids, providers in rows
    ]
