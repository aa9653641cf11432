"""What a build's checks said that did not stop it: kept beside the warehouse for `status`, as told at the build."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from creatorgraph.settings import Home
from creatorgraph.transform import TransformWarning


def note_checks(home: Home, build_id: str, warnings: Sequence[TransformWarning]) -> None:
    """Keep the sentences of one build; those of the build before are forgotten."""
    told = list(dict.fromkeys(str(warning) for warning in warnings))
    _file(home).write_text(json.dumps({"build_id": build_id, "checks": told}) + "\n", encoding="utf-8")


def checks_of(home: Home, build_id: str | None) -> tuple[str, ...]:
    """What the checks of that build said; nothing where another one was made since, or the file is not readable."""
    try:
        noted = json.loads(_file(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple(noted["checks"]) if noted["build_id"] == build_id else ()


def _file(home: Home) -> Path:
    return home.warehouse.parent / "checks.json"
