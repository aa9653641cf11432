"""From accounts to evidence: what each account says, in tables that pairs can be joined on.

Reads one table of accounts (columns of `INPUT_COLUMNS`) and writes, into the same DuckDB connection, temporary tables:

    profile   idx, account_key, platform, handle, handle_key, handle_core, handle_shape, skeleton, handle_bits,
              core_bits, name_key, name_sorted, name_words, name_bits, is_variant, branch, is_about, verified,
              followers, bio
    own       idx, address                                   what an account may be called by others
    claim     idx, platform, address, strength, role         accounts that it names
    link      idx, value, kind                               web sites and mail domains
    label     idx, value                                     the part of a link that a person chose
    word      idx, word                                      telling words of its bio

`idx` numbers accounts in the order of their keys, so that nothing depends on the order of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb
import pyarrow as pa

from creatorgraph.handles import (
    fold,
    handle_shape,
    skeleton,
)
from creatorgraph.match.corpus import Account, Rarity, Reading, read_account
from creatorgraph.match.model import MatchModel
from creatorgraph.types import Platform

INPUT_COLUMNS: Final = (
    "account_key",
    "platform",
    "native_id",
    "handle",
    "display_name",
    "bio",
    "link",
    "follower_count",
    "is_verified",
)
STRENGTH: Final = {"url": 2, "labelled": 2, "loose": 1, "mention": 0}
LINK_FIELD_STRENGTH: Final = 3
_CHANNEL_ID: Final = re.compile(r"UC[\w-]{22}")


@dataclass(slots=True)
class Columns:
    """Rows of one table to be, column by column."""

    names: tuple[str, ...]
    values: list[list[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values = [[] for _ in self.names]

    def add(self, *row: Any) -> None:
        for column, value in zip(self.values, row, strict=True):
            column.append(value)


def write_evidence(connection: duckdb.DuckDBPyConnection, accounts_table: str, model: MatchModel) -> int:
    """Read `accounts_table`, write the evidence tables, and return the number of accounts."""
    readings = [read_account(account) for account in _read(connection, accounts_table)]
    rarity = Rarity(readings, model)
    profile = Columns(tuple(_PROFILE.names))
    own, claim = Columns(("idx", "address")), Columns(("idx", "platform", "address", "strength", "role"))
    link, label = Columns(("idx", "value", "kind")), Columns(("idx", "value"))
    for one in readings:
        profile.add(*_profile_row(one, rarity))
        _add_own(one.account, own)
        _add_claims(one, claim)
        _add_links(one, link, label)
    _store(connection, "profile", profile, _PROFILE)
    _store(connection, "own", own, _schema(own, idx=pa.int32()))
    _store(connection, "claim", claim, _schema(claim, idx=pa.int32(), strength=pa.int8()))
    _store(connection, "link", link, _schema(link, idx=pa.int32()))
    _store(connection, "label", label, _schema(label, idx=pa.int32()))
    connection.execute(WORDS)
    return len(readings)


WORDS: Final = """
create or replace temp table word as
select idx, unnest(list_distinct(regexp_extract_all(strip_accents(lower(bio)), '\\p{L}{4,}'))) as word
from profile where bio <> ''
"""

_PROFILE_TYPES: Final[dict[str, pa.DataType]] = {
    "idx": pa.int32(),
    "account_key": pa.string(),
    "platform": pa.string(),
    "handle": pa.string(),
    "handle_key": pa.string(),
    "handle_core": pa.string(),
    "handle_shape": pa.string(),
    "skeleton": pa.string(),
    "handle_bits": pa.float64(),
    "core_bits": pa.float64(),
    "name_key": pa.string(),
    "name_sorted": pa.string(),
    "name_words": pa.list_(pa.string()),
    "name_bits": pa.float64(),
    "is_variant": pa.bool_(),
    "branch": pa.string(),
    "is_about": pa.bool_(),
    "verified": pa.bool_(),
    "followers": pa.int64(),
    "bio": pa.string(),
}
_PROFILE: Final = pa.schema(_PROFILE_TYPES)


def _read(connection: duckdb.DuckDBPyConnection, accounts_table: str) -> Iterator[Account]:
    query = f"select {', '.join(INPUT_COLUMNS)} from {accounts_table} order by account_key"
    rows = connection.execute(query).fetchall()
    for idx, (key, platform, native, handle, name, bio, link, followers, verified) in enumerate(rows):
        channel = handle if handle and _is_channel_id(platform, handle) else None
        yield Account(
            idx,
            key,
            platform,
            tuple(dict.fromkeys(known for known in (native, channel) if known)),
            "" if channel else handle or "",
            name or "",
            bio or "",
            link or "",
            followers,
            bool(verified),
        )


def _is_channel_id(platform: str, handle: str) -> bool:
    return platform == Platform.YOUTUBE and _CHANNEL_ID.fullmatch(handle) is not None


def _profile_row(one: Reading, rarity: Rarity) -> tuple[Any, ...]:
    account = one.account
    return (
        account.idx,
        account.account_key,
        account.platform,
        fold(account.handle),
        one.key,
        one.core,
        handle_shape(account.handle),
        skeleton(account.handle),
        rarity.of_handle(one.key, one.core),
        rarity.of_handle(one.core, one.core),
        "".join(one.words),
        " ".join(sorted(one.words)),
        one.words,
        rarity.of_name(one.words),
        rarity.is_variant(one.key),
        one.branch,
        one.is_about,
        account.verified,
        account.followers,
        account.bio,
    )


def _add_own(account: Account, own: Columns) -> None:
    if account.handle:
        own.add(account.idx, f"{account.platform}:{fold(account.handle)}")
    for native_id in account.native_ids:
        own.add(account.idx, f"{account.platform}:#{native_id}")


def _add_claims(one: Reading, claim: Columns) -> None:
    for address in one.found.addresses:
        # `backup: @lena2` says it plainly, although it is a bare mention in form
        form = "labelled" if address.role == "second" else address.form
        strength = LINK_FIELD_STRENGTH if address.place == "link" else STRENGTH[form]
        role = "other" if one.is_about else address.role
        claim.add(one.account.idx, address.ref.platform, address.ref.address, strength, role)


def _add_links(one: Reading, link: Columns, label: Columns) -> None:
    for value in one.found.links:
        link.add(one.account.idx, value, "link")
    for domain in one.found.mail_domains:
        link.add(one.account.idx, domain, "link" if domain in one.found.links else "mail")
    for text in one.labels:
        label.add(one.account.idx, text)


def _schema(columns: Columns, **types: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, types.get(name, pa.string())) for name in columns.names])


def _store(connection: duckdb.DuckDBPyConnection, name: str, columns: Columns, schema: pa.Schema) -> None:
    table = pa.table(columns.values, schema=schema)
    connection.register("evidence_rows", table)
    connection.execute(f"create or replace temp table {name} as select * from evidence_rows")
    connection.unregister("evidence_rows")
