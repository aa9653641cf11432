"""What people call creators, accounts and posts: append-only; the last word holds, and undo is a new row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select

from creatorgraph.errors import ConfigurationError
from creatorgraph.store.database import aware_utc, naive_utc
from creatorgraph.store.tables import label

Subject = Literal["creator", "account", "post"]
Kind = Literal["niche", "format"]
KINDS: Final[tuple[Kind, ...]] = ("niche", "format")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label in force; `labelled_at` is aware UTC, `subject_key` a creator id, an account key or a post key."""

    label_id: int
    organization_id: str
    subject: Subject
    subject_key: str
    kind: Kind
    label: str
    labelled_by: str
    labelled_at: datetime


def in_force(connection: Connection, organization_id: str, subject: Subject, subject_key: str) -> list[Label]:
    """What one organization calls a subject: the last label of each kind that nobody undid, in order of kind."""
    about = (
        (label.c.organization_id == organization_id)
        & (label.c.subject == subject)
        & (label.c.subject_key == subject_key)
    )
    last = {row["kind"]: _label(row) for row in _standing(connection, about)}
    return [last[kind] for kind in sorted(last)]


def record(
    connection: Connection,
    *,
    organization_id: str,
    subject: Subject,
    subject_key: str,
    said: Mapping[Kind, str],
    labelled_by: str,
    labelled_at: datetime,
) -> list[Label]:
    """Append one row for each kind that is called something else than now, and return those rows."""
    now = {one.kind: one.label for one in in_force(connection, organization_id, subject, subject_key)}
    made = []
    for kind, name in said.items():
        if now.get(kind) == name:
            continue
        values = {
            "organization_id": organization_id,
            "subject": subject,
            "subject_key": subject_key,
            "kind": kind,
            "label": name,
            "labelled_by": labelled_by,
        }
        number = _insert(connection, **values, labelled_at=naive_utc(labelled_at))
        made.append(Label(label_id=number, labelled_at=labelled_at, **values))  # type: ignore[arg-type]  # (checked)
    return made


def record_undo(
    connection: Connection, label_id: int, *, organization_id: str, labelled_by: str, labelled_at: datetime
) -> Label:
    """Append a row that undoes a label of this organization, and return the label; what was said before it holds again.

    Raises ConfigurationError when there is no such label in force.
    """
    mine = (label.c.label_id == label_id) & (label.c.organization_id == organization_id)
    found = _standing(connection, mine)
    if not found:
        raise ConfigurationError(
            f"There is no label {label_id} in force.",
            kept="Nothing was changed.",
            todo="See what holds: creatorgraph label CREATOR",
        )
    undone = _label(found[0])
    same = {name: found[0][name] for name in ("organization_id", "subject", "subject_key", "kind", "label")}
    _insert(connection, **same, undoes=label_id, labelled_by=labelled_by, labelled_at=naive_utc(labelled_at))
    return undone


def _standing(connection: Connection, about: ColumnElement[bool]) -> list[RowMapping]:
    """The rows that nobody undid, oldest first."""
    undone = select(label.c.undoes).where(label.c.undoes.is_not(None))
    said = select(label).where(about, label.c.undoes.is_(None), label.c.label_id.not_in(undone))
    return list(connection.execute(said.order_by(label.c.label_id)).mappings())


def _label(row: RowMapping) -> Label:
    fields = {name: row[name] for name in Label.__dataclass_fields__}
    return Label(**{**fields, "labelled_at": aware_utc(row["labelled_at"])})


def _insert(connection: Connection, **values: object) -> int:
    key = connection.execute(insert(label).values(**values)).inserted_primary_key
    if key is None:  # pragma: no cover (SQLite and Postgres both return it)
        raise ConfigurationError("The app database did not number the label.", todo="Check the app database.")
    return int(key[0])
