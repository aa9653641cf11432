"""Publish again what the warehouse holds: its marts are whole as long as the note beside them is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from creatorgraph.errors import ConfigurationError
from creatorgraph.publish import BuildIdentity, publish
from creatorgraph.settings import Home
from creatorgraph.warehouse.duckdb import hold_warehouse


def note_marts(home: Home, identity: BuildIdentity, organizations: Sequence[str]) -> None:
    """Say that the marts in the warehouse are whole, and which build they are."""
    note = {**asdict(identity), "as_of": identity.as_of.isoformat(), "organizations": list(organizations)}
    _note(home).write_text(json.dumps(note), encoding="utf-8")


def forget_marts(home: Home) -> None:
    """Say that the marts are being made anew."""
    _note(home).unlink(missing_ok=True)


def republish(home: Home) -> str:
    """Publish the marts that the last build made; returns the build id.

    Raises ConfigurationError when no build finished, BusyError while one runs.
    """
    with hold_warehouse(home) as warehouse:
        if not _note(home).exists():
            raise ConfigurationError("The warehouse holds no finished build.", todo="Run: creatorgraph build")
        note = json.loads(_note(home).read_text(encoding="utf-8"))
        organizations = note.pop("organizations")
        identity = BuildIdentity(**{**note, "as_of": datetime.fromisoformat(note["as_of"])})
        return publish(home, warehouse, identity, organizations).build_id


def _note(home: Home) -> Path:
    return home.warehouse.with_name("marts.json")
