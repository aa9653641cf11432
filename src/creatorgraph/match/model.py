"""The match model: a frozen, versioned artefact. Weights, priors and term frequencies change only with its version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.match.calibrate import NEUTRAL, Calibrator, read_calibrator
from creatorgraph.match.rarity import CharacterModel

CURRENT: Final = "fs-2"


@dataclass(frozen=True, slots=True)
class Level:
    """One thing that a pair may show: its field, weight in bits, points, and the points of the published rule."""

    name: str
    field: str
    bits: float
    points: int
    published: int

    @property
    def is_against(self) -> bool:
        """Whether it speaks against a pair: it takes points, or gives none and takes bits at best."""
        return self.points < 0 or (self.points == 0 and self.bits <= 0)


@dataclass(frozen=True, slots=True)
class MatchModel:
    """Everything that turns evidence into a probability, under one version.

    `levels` by name; `settings` are named numbers (caps, pools); `characters` and `word_bits` say how rare a text is;
    the `calibrator` makes of a probability what pairs of that probability turned out to be worth.
    """

    version: str
    levels: Mapping[str, Level]
    settings: Mapping[str, float]
    characters: CharacterModel
    word_bits: Mapping[str, float]
    calibrator: Calibrator = NEUTRAL

    def settle(self, confidence: float, reasons: Sequence[str]) -> float:
        """The calibrated confidence of a pair that the weights alone would give `confidence`, for these reasons."""
        against = {reason for reason in reasons if self.levels[reason].is_against}
        return self.calibrator.settle(confidence, reasons, against)


@cache
def load_model(version: str = CURRENT) -> MatchModel:
    """Read a model that ships with creatorgraph; raises ConfigurationError for an unknown version."""
    folder = files("creatorgraph.match") / "models"
    known = shipped_versions()
    if version not in known:
        raise ConfigurationError.unknown("match model", version, known)
    document = json.loads((folder / f"{version}.json").read_text(encoding="utf-8"))
    levels = {name: Level(name, **values) for name, values in document["levels"].items()}
    return MatchModel(
        version=document["version"],
        levels=levels,
        settings=document["settings"],
        characters=CharacterModel(document["characters"]),
        word_bits=document["words"],
        calibrator=_calibrator(version),
    )


def shipped_versions() -> list[str]:
    """The versions that ship with creatorgraph, sorted."""
    folder = files("creatorgraph.match") / "models"
    return sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json"))


def _calibrator(version: str) -> Calibrator:
    """The frozen calibrator of a shipped model, fitted on the development half after its weights; none is neutral."""
    file = files("creatorgraph.match") / "models" / "calibrators" / f"{version}.json"
    return read_calibrator(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else NEUTRAL
