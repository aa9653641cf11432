"""The match model: a frozen, versioned artefact. Weights, priors and term frequencies change only with its version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.match.rarity import CharacterModel

CURRENT: Final = "fs-1"


@dataclass(frozen=True, slots=True)
class Level:
    """One thing that a pair may show: its field, weight in bits, points, and the points of the published rule."""

    name: str
    field: str
    bits: float
    points: int
    published: int


@dataclass(frozen=True, slots=True)
class MatchModel:
    """Everything that turns evidence into a probability, under one version.

    `levels` by name; `settings` are named numbers (caps, pools); `characters` and `word_bits` say how rare a text is.
    """

    version: str
    levels: Mapping[str, Level]
    settings: Mapping[str, float]
    characters: CharacterModel
    word_bits: Mapping[str, float]


@cache
def load_model(version: str = CURRENT) -> MatchModel:
    """Read a model that ships with creatorgraph; raises ConfigurationError for an unknown version."""
    folder = files("creatorgraph.match") / "models"
    known = sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json"))
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
    )
