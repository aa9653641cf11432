"""From accounts to evidence: what each account says, in tables that pairs can be joined on.

Reads one table of accounts (columns of `INPUT_COLUMNS`) and writes, into the same DuckDB connection, temporary tables:

    profile   idx, account_key, platform, handle, handle_key, handle_core, handle_shape, handle_bits, core_bits,
              name_key, name_sorted, name_words, name_bits, is_about, verified, followers
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
    ProfileEvidence,
    find_social_addresses,
    fold,
    handle_core,
    handle_key,
    handle_shape,
    is_about_somebody,
    link_label,
    name_tokens,
)
from creatorgraph.match.corpus import Account, Rarity
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
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_CHANNEL_ID: Final = re.compile(r"UC[\w-]{22}")
WORDS_KEPT: Final = 12


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
    accounts = list(_read(connection, accounts_table))
    rarity = Rarity(accounts, model)
    profile = Columns(tuple(_PROFILE.names))
    own, claim = Columns(("idx", "address")), Columns(("idx", "platform", "address", "strength", "role"))
    link, label = Columns(("idx", "value", "kind")), Columns(("idx", "value"))
    word = Columns(("idx", "word"))
    for account in accounts:
        found = find_social_addresses(account.bio, account.link, platform=account.platform, handle=account.handle)
        about = is_about_somebody(account.handle, account.display_name, account.bio)
        profile.add(*_profile_row(account, about, rarity))
        _add_own(account, own)
        _add_claims(account, found, about, claim)
        _add_links(account, found, link, label)
        for telling in dict.fromkeys(_WORD.findall(fold(account.bio))):
            word.add(account.idx, telling)
    _store(connection, "profile", profile, _PROFILE)
    _store(connection, "own", own, _schema(own, idx=pa.int32()))
    _store(connection, "claim", claim, _schema(claim, idx=pa.int32(), strength=pa.int8()))
    _store(connection, "link", link, _schema(link, idx=pa.int32()))
    _store(connection, "label", label, _schema(label, idx=pa.int32()))
    _store(connection, "word", word, _schema(word, idx=pa.int32()))
    return len(accounts)


_PROFILE_TYPES: Final[dict[str, pa.DataType]] = {
    "idx": pa.int32(),
    "account_key": pa.string(),
    "platform": pa.string(),
    "handle": pa.string(),
    "handle_key": pa.string(),
    "handle_core": pa.string(),
    "handle_shape": pa.string(),
    "handle_bits": pa.float64(),
    "core_bits": pa.float64(),
    "name_key": pa.string(),
    "name_sorted": pa.string(),
    "name_words": pa.list_(pa.string()),
    "name_bits": pa.float64(),
    "is_about": pa.bool_(),
    "verified": pa.bool_(),
    "followers": pa.int64(),
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


def _profile_row(account: Account, about: bool, rarity: Rarity) -> tuple[Any, ...]:
    key, core = handle_key(account.handle), handle_core(account.handle)
    words = name_tokens(account.display_name)
    return (
        account.idx,
        account.account_key,
        account.platform,
        fold(account.handle),
        key,
        core,
        handle_shape(account.handle),
        rarity.of_handle(key, core),
        rarity.of_handle(core, core),
        "".join(words),
        " ".join(sorted(words)),
        list(words),
        rarity.of_name(words),
        about,
        account.verified,
        account.followers,
    )


def _add_own(account: Account, own: Columns) -> None:
    if account.handle:
        own.add(account.idx, f"{account.platform}:{fold(account.handle)}")
    for native_id in account.native_ids:
        own.add(account.idx, f"{account.platform}:#{native_id}")


def _add_claims(account: Account, found: ProfileEvidence, about: bool, claim: Columns) -> None:
    for address in found.addresses:
        # `backup: @lena2` says it plainly, although it is a bare mention in form
        form = "labelled" if address.role == "second" else address.form
        strength = LINK_FIELD_STRENGTH if address.place == "link" else STRENGTH[form]
        role = "other" if about else address.role
        claim.add(account.idx, address.ref.platform, address.ref.address, strength, role)


def _add_links(account: Account, found: ProfileEvidence, link: Columns, label: Columns) -> None:
    for value in found.links:
        link.add(account.idx, value, "link")
    for domain in found.mail_domains:
        link.add(account.idx, domain, "link" if domain in found.links else "mail")
    for text in dict.fromkeys(handle_key(link_label(value)) for value in found.links):
        if len(text) > 3:
            label.add(account.idx, text)


def _schema(columns: Columns, **types: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, types.get(name, pa.string())) for name in columns.names])


def _store(connection: duckdb.DuckDBPyConnection, name: str, columns: Columns, schema: pa.Schema) -> None:
    table = pa.table(columns.values, schema=schema)
    connection.register("evidence_rows", table)
    connection.execute(f"create or replace temp table {name} as select * from evidence_rows")
    connection.unregister("evidence_rows")
