"""Labels of people: append-only, the last word holds, undo is a row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from creatorgraph.errors import ConfigurationError
from creatorgraph.store import labels
from creatorgraph.store.database import AppDatabase
from creatorgraph.store.labels import Kind, Label
from creatorgraph.store.tables import DEFAULT_ORGANIZATION, label, organization
from tests.conftest import NOON

CREATOR = "c1"


def say(database: AppDatabase, said: dict[Kind, str], who: str = DEFAULT_ORGANIZATION) -> list[Label]:
    """Say something of the creator."""
    with database.write() as connection:
        return labels.record(
            connection, organization_id=who, subject="creator", subject_key=CREATOR, said=said, labelled_by="ada",
            labelled_at=NOON,
        )  # fmt: skip


def now(database: AppDatabase, who: str = DEFAULT_ORGANIZATION) -> dict[str, str]:
    """What the creator is called."""
    with database.read() as connection:
        return {one.kind: one.label for one in labels.in_force(connection, who, "creator", CREATOR)}


def rows(database: AppDatabase) -> int:
    """How many rows were ever written."""
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(label)).scalar_one())


def test_the_last_word_holds_and_undo_brings_back_the_one_before(app_database: AppDatabase) -> None:
    say(app_database, {"niche": "food", "format": "vlog"})
    (later,) = say(app_database, {"niche": "music"})
    assert now(app_database) == {"niche": "music", "format": "vlog"}
    with app_database.write() as connection:
        undone = labels.record_undo(
            connection, later.label_id, organization_id=DEFAULT_ORGANIZATION, labelled_by="bo",
            labelled_at=NOON + timedelta(hours=1),
        )  # fmt: skip
    assert (undone.label, undone.labelled_by) == ("music", "ada")
    assert now(app_database) == {"niche": "food", "format": "vlog"}
    assert rows(app_database) == 4


def test_saying_what_holds_writes_nothing(app_database: AppDatabase) -> None:
    say(app_database, {"niche": "food"})
    assert say(app_database, {"niche": "food"}) == []
    assert rows(app_database) == 1


def test_what_is_undone_or_anothers_cannot_be_undone(app_database: AppDatabase) -> None:
    (made,) = say(app_database, {"niche": "food"})
    with app_database.write() as connection:
        connection.execute(insert(organization).values(organization_id="other", name="Other", created_at=NOON))
    for who, number in (("other", made.label_id), (DEFAULT_ORGANIZATION, 77)):
        with app_database.write() as connection, pytest.raises(ConfigurationError, match="no label"):
            labels.record_undo(connection, number, organization_id=who, labelled_by="bo", labelled_at=NOON)
    assert now(app_database, "other") == {}
    assert now(app_database) == {"niche": "food"}
