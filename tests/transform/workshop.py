"""One data directory in which tests build over one lake after another; the project is parsed once."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from creatorgraph.land.lake import Lake
from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.settings import Home, Settings
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.types import Envelope
from creatorgraph.warehouse.duckdb import Warehouse, hold_warehouse
from creatorgraph.warehouse.schemas import marts_schema
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF

Marts = dict[str, pa.Table]

LETTERS = "coalesce(lower(regexp_replace(handle, '[^A-Za-z]', '', 'g')), account_key)"
BY_HANDLE = f"""
    insert into match.identities
    select '*', account_key, first_value(account_key) over same, dense_rank() over (order by {LETTERS}),
        row_number() over same = 1
    from intermediate.int_match_accounts
    window same as (partition by {LETTERS} order by account_key)
"""
PAIRS = """
    insert into match.pairs
    select least(a.account_key, b.account_key), greatest(a.account_key, b.account_key), a.platform, b.platform, 30, 0.9,
        'username', 'auto', ['same handle'], 'test'
    from match.identities as x
    join match.identities as y on x.creator_id = y.creator_id and x.account_key < y.account_key
    join intermediate.int_match_accounts as a on a.account_key = x.account_key
    join intermediate.int_match_accounts as b on b.account_key = y.account_key
"""


def by_handle(connection: duckdb.DuckDBPyConnection) -> None:
    """Stands in for the match: equal letters, equal creator."""
    for table in ("pairs", "identities"):
        connection.execute(f"delete from match.{table}")
    connection.execute(BY_HANDLE)
    connection.execute(PAIRS)


@dataclass(frozen=True, slots=True)
class Workshop:
    """A data directory that tests may fill and empty."""

    home: Home

    @property
    def lake(self) -> Lake:
        return Lake(self.home.lake)

    def empty(self) -> None:
        """Forget lake and warehouse; the assembled project stays, as it is only copied files."""
        shutil.rmtree(self.home.lake, ignore_errors=True)
        self.forget_warehouse()

    def forget_warehouse(self) -> None:
        """Delete the warehouse file."""
        self.home.warehouse.unlink(missing_ok=True)

    def land(self, envelopes: Iterable[Envelope], *, files: int = 1) -> None:
        """Land envelopes, dealt out over so many files a day."""
        dealt = list(envelopes)
        for number in range(files):
            self.lake.append(dealt[number::files])

    def build(self, organizations: Sequence[str] = ("default",), *, tested: bool = False) -> dict[str, Marts]:
        """Build and return the marts of each organization; with the data tests, which cost more, if `tested`."""
        with hold_warehouse(self.home) as warehouse:
            load_sources(warehouse, self.lake, empty_snapshot())
            self._run(runner.BEFORE, "default", tested)
            with warehouse.connection() as connection:
                by_handle(connection)
            for name in organizations:
                self._run(runner.AFTER, name, tested)
            return {name: marts_of(warehouse, name) for name in organizations}

    def _run(self, selected: str, organization: str, tested: bool) -> None:
        if tested and selected == runner.BEFORE:
            runner.run_before_match(self.home, as_of=AS_OF)
        elif tested:
            runner.run_after_match(self.home, organization=organization, as_of=AS_OF, settings=Settings())
        else:
            variables = {"as_of": AS_OF.isoformat(), "organization": organization}
            runner.build_half(self.home, selected, variables, tested=False)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask the warehouse."""
        with hold_warehouse(self.home) as warehouse, warehouse.connection() as connection:
            return connection.execute(query).fetchall()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A build that happened once and is read by many tests: its lake, its warehouse, its marts."""

    folder: Path
    marts: Marts

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask that build's warehouse."""
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def restore(self, workshop: Workshop) -> None:
        """Put lake and warehouse back into the workshop."""
        workshop.empty()
        shutil.copytree(self.folder / "lake", workshop.home.lake)
        workshop.home.warehouse.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.folder / "warehouse.duckdb", workshop.home.warehouse)


def take_snapshot(workshop: Workshop, folder: Path, marts: Marts) -> Snapshot:
    """Copy what the workshop holds now."""
    shutil.copytree(workshop.home.lake, folder / "lake")
    shutil.copyfile(workshop.home.warehouse, folder / "warehouse.duckdb")
    return Snapshot(folder, marts)


def marts_of(warehouse: Warehouse, organization: str) -> Marts:
    """Every published mart of an organization."""
    with warehouse.connection() as connection:
        schema = marts_schema(organization)
        return {name: connection.execute(f"from {schema}.{name}").to_arrow_table() for name in PUBLISHED}


def differences(one: Marts, other: Marts) -> dict[str, int]:
    """Mart -> rows that are in one of the two alone (symmetric EXCEPT ALL); empty when both are equal."""
    found = {}
    with duckdb.connect() as connection:
        for name in PUBLISHED:
            connection.register("one", one[name])
            connection.register("other", other[name])
            query = """
                select (select count(*) from (from one except all from other))
                    + (select count(*) from (from other except all from one))
            """
            found[name] = int(connection.execute(query).fetchall()[0][0])
    return {name: rows for name, rows in found.items() if rows}


def new_workshop(root: Path) -> Workshop:
    """A workshop in a fresh data directory."""
    root.mkdir(parents=True)
    return Workshop(Home(root))
