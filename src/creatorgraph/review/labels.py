"""A person's word on niche and format: of a creator, of one account, or of one post."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from creatorgraph.errors import ConfigurationError
from creatorgraph.handles.posts import PostRef, parse_post
from creatorgraph.ids import post_key
from creatorgraph.review.creators import Handwork, find_creator
from creatorgraph.review.queue import find_account
from creatorgraph.store import labels
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.labels import KINDS, Kind, Label, Subject

SHORTCODE: Final = re.compile(r"/(?:p|reel|reels|tv)/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a label is about: a kind of subject and its key."""

    subject: Subject
    key: str


def find_labelled(
    published: duckdb.DuckDBPyConnection, database: AppDatabase, text: str, *, account: bool = False
) -> Labelled:
    """What a text names: a post by its address, else a creator by id or account; with `account` that account alone.

    Raises ConfigurationError when nothing published is called so.
    """
    post = parse_post(text) if "/" in text else None
    if post is not None:
        return Labelled("post", _post(published, post, text))
    if account:
        return Labelled("account", find_account(published, text))
    return Labelled("creator", find_creator(published, database, text))


def parse_labels(pairs: Sequence[str], known: Mapping[str, Collection[str]]) -> dict[Kind, str]:
    """`niche=beauty format=review` as kind -> label. Raises ConfigurationError naming what is known."""
    said: dict[Kind, str] = {}
    for pair in pairs:
        name, equals, label = (part.strip().lower() for part in pair.partition("="))
        kind = next((one for one in KINDS if one == name), None)
        if not equals or kind is None:
            raise ConfigurationError(f"{pair!r} is no label.", todo="Write niche=beauty or format=review.")
        if label not in known[kind]:
            raise ConfigurationError.unknown(kind, label, sorted(known[kind]))
        said[kind] = label
    return said


def put_labels(database: AppDatabase, about: Labelled, said: Mapping[Kind, str], work: Handwork) -> list[Label]:
    """Record what a person calls a subject; saying what already holds writes nothing. Returns the new labels."""
    _check_name(work.reviewer)
    with database.write() as connection:
        return labels.record(
            connection,
            organization_id=work.organization,
            subject=about.subject,
            subject_key=about.key,
            said=said,
            labelled_by=work.reviewer,
            labelled_at=work.clock.now(),
        )


def undo_label(database: AppDatabase, label_id: int, work: Handwork) -> Label:
    """Take a label back by a new row; what was said before it holds again. Returns the label that was taken back."""
    _check_name(work.reviewer)
    with database.write() as connection:
        return labels.record_undo(
            connection,
            label_id,
            organization_id=work.organization,
            labelled_by=work.reviewer,
            labelled_at=work.clock.now(),
        )


def labels_of(database: AppDatabase, about: Labelled, organization: str) -> list[Label]:
    """What people of an organization call a subject now."""
    with database.read() as connection:
        return labels.in_force(connection, organization, about.subject, about.key)


def _post(published: duckdb.DuckDBPyConnection, post: PostRef, text: str) -> str:
    if post.native_id is not None:
        where, value = "post_key = ?", post_key(post.platform, post.native_id)
    else:
        found = SHORTCODE.search(post.address or "")
        where, value = "contains(url, '/' || ? || '/')", found.group(1) if found else ""
    row = published.execute(f"select min(post_key) from dim_post where {where}", [value]).fetchone()
    if row is None or row[0] is None:
        raise ConfigurationError(f"No published post is at {text!r}.", todo="Collect it first, then build.")
    return str(row[0])


def _check_name(reviewer: str) -> None:
    if not reviewer.strip():
        raise ConfigurationError("A label needs somebody who gives it.", todo="Give a name: --reviewer NAME")
