"""How the artefact of the match model is made: counts on the development half of labelled accounts, and stated priors.

Labelled accounts carry handles and web sites only, so agreement of handles is counted, and what bios, names and
attestations are worth is stated here once, with the reason. The other half of the entities is never read here.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from math import log2
from pathlib import Path
from typing import Final

from creatorgraph.handles import handle_core, handle_key, name_tokens
from creatorgraph.match.model import Level
from creatorgraph.match.names import COMMON_WORDS
from creatorgraph.match.rarity import CharacterModel, train_characters
from creatorgraph.match.weights import agreement_bits, disagreement_bits

# Share-alike data may set a handful of rates, but its handles are not copied into the tables that ship.
SHARE_ALIKE: Final = "candidata24:"
CHANNEL_ID: Final = 24
# Where u is the term's own frequency, the level holds m alone, and the term's bits are added per pair.
BY_RARITY: Final = 1.0

SETTINGS: Final[dict[str, float]] = {
    "prior_pool": 12_000,  # an open world: the counterpart is one account among at least so many
    "handle_bits_most": 25.0,  # 1 in 30 million: how often even an unguessable handle is held by an imitator
    "core_bits_most": 19.0,
    "core_variants_bits": 2.5,  # a core is reached by several handles: log2 of how many are usual
    "name_bits_most": 17.5,
    "name_bits_beside_handle": 11.0,
    "name_bits_of_handle": 1.5,  # a stranger who is `@marie` is likely called so: name and handle are one fact
    "name_bits_in_handle": 7.0,  # strangers with one handle of two names show the same two, spelled out, less often
    "label_bits_most": 17.0,
    "bio_bits_most": 6.0,
    "core_block_most": 40,  # a core or name on more accounts than this generates no candidates
    "name_block_most": 25,
    "variant_bits_most": 12.0,  # a stranger who wants a taken handle picks one of some thousand changes to it
    "telling_bits": 13.0,  # from here a one-word name beside an equal handle counts as a full one
    "rare_bits": 20.0,  # from here a handle alone may join two accounts
    "uncommon_bits": 17.0,  # from here it may, beside an equal name
    "rare_core_bits": 23.0,
    "near_similarity": 0.92,
    "obscure_followers": 5_000,
    "obscure_ratio": 50,
    "equal_handles_before": 5,  # as if so many had been seen, so that a few accounts decide nothing
    "cores_per_handle": 0.5,  # counted on the development half: 0.26
    "own_cores_least": 0.25,
    "core_accounts_most": 5,
    "copy_ratio": 10,
    "silent_accounts": 30,
}


@dataclass(frozen=True, slots=True)
class HandleRates:
    """How often two accounts of one owner on different platforms agree in their handles, by kind of agreement."""

    equal: float
    core: float
    near: float
    pairs: int


def in_development_half(entity_id: str) -> bool:
    """The split: an entity belongs wholly to development or to test, by the parity of its hash."""
    return hashlib.sha256(entity_id.encode()).digest()[-1] % 2 == 0


def read_labelled(path: Path) -> list[dict[str, str]]:
    """The labelled accounts of the four platforms; other networks' rows are dropped."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["platform"] in {"tiktok", "instagram", "x", "youtube"}]


def handle_rates(rows: Iterable[Mapping[str, str]]) -> HandleRates:
    """Count agreement of handles over all cross-platform pairs of one entity; channel ids are no handles."""
    owners: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        if not is_channel_id(row["handle"]):
            owners.setdefault(row["entity_id"], []).append(row)
    kinds = Counter(kind for accounts in owners.values() for kind in _agreements(accounts))
    total = kinds.total()
    return HandleRates(kinds["equal"] / total, kinds["core"] / total, kinds["near"] / total, total)


def is_channel_id(handle: str) -> bool:
    """Whether a YouTube handle column really holds a channel id."""
    return handle.startswith("UC") and len(handle) >= CHANNEL_ID


def _agreements(accounts: list[Mapping[str, str]]) -> Iterator[str]:
    for a, b in combinations(accounts, 2):
        if a["platform"] != b["platform"]:
            yield _agreement(a["handle"], b["handle"])


def _agreement(a: str, b: str) -> str:
    if handle_key(a) == handle_key(b):
        return "equal"
    core_a, core_b = handle_core(a), handle_core(b)
    if core_a == core_b:
        return "core"
    return "near" if core_a in core_b or core_b in core_a else "other"


def levels(rates: HandleRates) -> list[Level]:
    """Every level of evidence with its weight; counted where the data allow it, stated where they do not."""
    other = 1 - rates.equal - rates.core - rates.near
    return [
        # A stranger's profile names an account as its own about once in 10^7; both ways by accident, never.
        Level("bio_link_mutual", "address", 36.0, 90, 0),
        Level("bio_link_one_way", "address", 23.0, 75, 0),
        Level("bio_link_loose", "address", 17.0, 40, 0),
        Level("bio_link_shared", "address", 4.0, 0, 0),
        Level("co_named_address", "address", 16.5, 60, 0),
        Level("mention", "mention", 7.0, 10, 0),
        # Equal sites: strangers share one by way of shops, sponsors, employers; families of brands by their nature.
        Level("same_bio_link", "link", 18.0, 60, 60),
        Level("same_web_site", "link", 12.0, 40, 60),
        Level("crowded_bio_link", "link", 9.0, 30, 60),
        Level("same_mail_domain", "link", 11.0, 30, 0),
        Level("other_bio_link", "link", -2.5, -10, 0),
        Level("link_names_handle", "label", agreement_bits(0.3, BY_RARITY), 10, 0),
        Level("same_handle", "handle", agreement_bits(rates.equal, BY_RARITY), 30, 30),
        Level("same_handle_core", "handle", agreement_bits(rates.core, BY_RARITY), 20, 0),
        Level("near_handle", "handle", 3.0, 5, 0),
        Level("longer_handle", "handle", 1.0, -5, 0),
        Level("other_handle", "handle", agreement_bits(other, 0.98), -5, 0),
        Level("rare_handle", "rarity", 0.0, 30, 0),
        Level("uncommon_handle", "rarity", 0.0, 30, 0),
        Level("rare_handle_core", "rarity", 0.0, 20, 0),
        Level("same_name", "name", agreement_bits(0.6, BY_RARITY), 10, 10),
        Level("shared_name_words", "name", agreement_bits(0.25, BY_RARITY), 5, 0),
        Level("half_name", "name", -1.0, -5, 0),
        Level("other_name", "name", disagreement_bits(0.875, 0.002), -20, 0),
        Level("name_is_handle", "name_handle", agreement_bits(0.3, BY_RARITY), 10, 0),
        Level("shared_bio_words", "bio", 0.0, 20, 0),
        Level("both_verified", "verified", 3.0, 20, 0),
        # Against: what an imitator, a fan page, or somebody's manager gives away.
        Level("name_and_handle", "both", 0.0, 20, 0),
        Level("no_name_shown", "doubt_name", -2.0, -10, 0),
        Level("imitated_pool", "doubt_pool", 0.0, -25, 0),
        Level("other_branch", "doubt_branch", -6.0, -20, 0),
        Level("second_unconfirmed", "doubt_second", 0.0, 0, 0),
        Level("near_copy", "doubt_copy", -4.0, -15, 0),
        Level("nobody_points", "doubt_pool", -3.0, 0, 0),
        Level("outshone", "verified", -3.0, -20, 0),
        Level("about_somebody", "against_about", -22.0, -60, 0),
        Level("names_as_other", "against_other", -12.0, -60, 0),
        Level("names_another", "against_claim", -8.0, -30, 0),
        Level("names_another_here", "against_claim", -11.0, -40, 0),
    ]


def word_bits(names: Iterable[str]) -> dict[str, float]:
    """How common the words of names are: counted where frequent, with the stated list of everyday names beneath."""
    counts = Counter(word for name in names for word in set(name_tokens(name)) if word.isalpha() and word.isascii())
    total = sum(counts.values())
    counted = {word: -log2(count / total) for word, count in counts.items() if count >= 4 and len(word) > 2}
    known = {**COMMON_WORDS, **counted}
    return {word: round(min(bits, COMMON_WORDS.get(word, bits)), 1) for word, bits in sorted(known.items())}


def fit(rows: list[dict[str, str]], version: str) -> dict[str, object]:
    """The artefact, as a JSON document, from labelled rows; only the development half is looked at."""
    development = [row for row in rows if in_development_half(row["entity_id"])]
    free = [row for row in development if not row["entity_id"].startswith(SHARE_ALIKE)]
    rates = handle_rates(development)
    handles = sorted({handle_key(row["handle"]) for row in free if not is_channel_id(row["handle"])})
    names = sorted({(row["entity_id"], row["entity_name"]) for row in free if row["entity_type"] == "person"})
    model: CharacterModel = train_characters(handles)
    return {
        "version": version,
        "fitted_on": {"pairs": rates.pairs, "handles": len(handles), "rates": asdict(rates)},
        "levels": {level.name: _values(level) for level in levels(rates)},
        "settings": SETTINGS,
        "words": word_bits(name for _, name in names),
        "characters": dict(model.table),
    }


def _values(level: Level) -> dict[str, object]:
    values = asdict(level)
    values.pop("name")
    return {**values, "bits": round(level.bits, 3)}
