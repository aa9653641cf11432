"""Which match model an installation uses: a shipped one, or a version that was recalibrated by its own decisions.

A version of an installation is a shipped model with another calibrator; its name ends in a digest of that calibrator,
so that a name says what it holds, on any machine. Versions live in one file of the data directory, which backups keep.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.land.durable import write_whole
from creatorgraph.match.calibrate import Calibrator, read_calibrator, write_calibrator
from creatorgraph.match.model import CURRENT, MatchModel, load_model, shipped_versions
from creatorgraph.settings import Home

FILE: Final = "match-models.json"
DIGEST_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """A version made here: its base among the shipped models, when, from how many decisions, and its calibrator."""

    name: str
    base: str
    trained_at: str
    decisions: int
    calibrator: dict[str, Any]


@dataclass(frozen=True, slots=True)
class InstalledModels:
    """All versions made here, oldest first, and the one in use; None means the model that ships as current."""

    promoted: str | None
    versions: list[ModelVersion]


def read_versions(home: Home) -> InstalledModels:
    """The versions of a data directory; raises ConfigurationError when the file was damaged."""
    path = _path(home)
    if not path.exists():
        return InstalledModels(None, [])
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return InstalledModels(document["promoted"], [ModelVersion(**version) for version in document["versions"]])
    except (ValueError, KeyError, TypeError):
        raise ConfigurationError(
            f"{path} is damaged.", kept="No other file was touched.", todo="Restore it from a backup, or delete it."
        ) from None


def installed_model(home: Home) -> MatchModel:
    """The model that routine runs of this data directory use."""
    return named_model(home, read_versions(home).promoted or CURRENT)


def named_model(home: Home, name: str) -> MatchModel:
    """A shipped model, or one made here; raises ConfigurationError for an unknown name, with the known ones."""
    versions = {version.name: version for version in read_versions(home).versions}
    if name in versions:
        base = load_model(versions[name].base)
        return replace(base, version=name, calibrator=read_calibrator(versions[name].calibrator))
    if name not in shipped_versions():
        raise ConfigurationError.unknown("match model", name, [*shipped_versions(), *versions])
    return load_model(name)


def keep_version(home: Home, base: str, calibrator: Calibrator, decisions: int, trained_at: str) -> ModelVersion:
    """Add a candidate version; one of the same content is returned as it stands."""
    known = read_versions(home)
    document = write_calibrator(calibrator)
    digest = hashlib.sha256(json.dumps([base, document]).encode()).hexdigest()[:DIGEST_DIGITS]
    name = f"{base}-{digest}"
    for version in known.versions:
        if version.name == name:
            return version
    made = ModelVersion(name=name, base=base, trained_at=trained_at, decisions=decisions, calibrator=document)
    _write(home, replace(known, versions=[*known.versions, made]))
    return made


def promote_version(home: Home, name: str) -> None:
    """Let routine runs use a version from now on; raises as `named_model` does."""
    named_model(home, name)
    _write(home, replace(read_versions(home), promoted=name))


def _path(home: Home) -> Path:
    return home.root / FILE


def _write(home: Home, models: InstalledModels) -> None:
    write_whole(_path(home), (json.dumps(asdict(models), indent=1) + "\n").encode())
