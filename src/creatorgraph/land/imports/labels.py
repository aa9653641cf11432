"""`import labels`: what somebody calls accounts, creators and posts: their niche, the format of a post."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from creatorgraph.handles import parse_account_url
from creatorgraph.handles.posts import parse_post
from creatorgraph.land.imports.account import NAMING_COLUMNS, NamedAccount, named_account
from creatorgraph.land.imports.cells import BadCellError, instant, shown
from creatorgraph.land.imports.report import ImportOptions, ImportReport
from creatorgraph.land.imports.rows import Entry, land_table
from creatorgraph.land.imports.table import Row
from creatorgraph.settings import Home
from creatorgraph.types import Platform

COLUMNS: Final = ("post_url", "creator_id", *NAMING_COLUMNS, "kind", "label", "confidence", "date")
UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FRACTION: Final = re.compile(r"(0(\.[0-9]{1,6})?|1(\.0{1,6})?)", re.ASCII)

KnownLabels = Mapping[str, Collection[str]]
"""Kind of label -> the labels of that kind that the rules and categories of this data directory have."""


def import_labels(home: Home, path: Path, options: ImportOptions, known: KnownLabels) -> ImportReport:
    """Land a table of labels, one envelope a row, for the organization of `options` alone.

    A row says of a post (`post_url`), a creator (`creator_id`) or an account what its niche or format is, perhaps with
    a confidence from 0 to 1. A later row about the same subject and kind replaces an earlier one. Raises as
    `import_accounts` does.
    """

    def read(row: Row) -> Entry:
        subject, accounts = _subject(row, options.platform)
        observed_at = instant("date", row.get("date"), options.clock.now())
        return Entry(accounts=accounts, payload={**subject, **_label(row, known)}, observed_at=observed_at)

    return land_table(home, path, replace(options, private=True), kind="labels", wanted=COLUMNS, read=read)


def _subject(row: Row, platform: Platform | None) -> tuple[dict[str, object], tuple[NamedAccount, ...]]:
    named = [column for column in ("post_url", "creator_id") if row.get(column)]
    if len(named) > 1:
        raise BadCellError("creator_id", "is given beside a post; a row is about one thing")
    if "post_url" in named:
        return _post(row.cells["post_url"], platform)
    if "creator_id" in named:
        creator_id = row.cells["creator_id"].lower()
        if not UUID.fullmatch(creator_id):
            raise BadCellError("creator_id", f"{shown(creator_id)} is no creator id")
        return {"subject": "creator", "creator_id": creator_id}, ()
    account = named_account(row.cells, platform)
    return {"subject": "account", **account.payload()}, (account,)


def _post(text: str, platform: Platform | None) -> tuple[dict[str, object], tuple[NamedAccount, ...]]:
    """A post by its address; where the address names the author too, an erasure of the author finds the row."""
    post = parse_post(text, platform)
    if post is None:
        raise BadCellError("post_url", f"{shown(text)} is no address of a post")
    told = {"platform": str(post.platform), "post_id": post.native_id, "post_address": post.address}
    author = parse_account_url(text) if "/" in text else None
    by = (NamedAccount(Platform(author.platform), author.native_id, author.handle),) if author else ()
    return {"subject": "post", **{name: value for name, value in told.items() if value}}, by


def _label(row: Row, known: KnownLabels) -> dict[str, object]:
    kind = _one_of("kind", row.get("kind"), known)
    label = _one_of("label", row.get("label"), known[kind])
    confidence = row.get("confidence")
    if confidence is None:
        return {"kind": kind, "label": label}
    if not FRACTION.fullmatch(confidence):
        raise BadCellError("confidence", f"{shown(confidence)} is not a number from 0 to 1")
    return {"kind": kind, "label": label, "confidence": float(confidence)}


def _one_of(column: str, text: str | None, known: Collection[str]) -> str:
    if text is None:
        raise BadCellError(column, "is missing")
    if text.lower() not in known:
        raise BadCellError(column, f"{shown(text)} is not one of {', '.join(sorted(known))}")
    return text.lower()
