"""Strangers to put beside labelled accounts, so that precision is measured among people who could be mistaken.

Every account gets five decoys, each an entity of its own: near-equal handles, one-letter imitations, members of a brand
family, namesakes. They are made from the account's handle, name and site by a hash of (platform, handle): no dice, the
same list gives the same decoys in any order. No decoy has the very handle of anybody else, with one exception: a handle
that everybody wants (five letters or fewer, or an everyday word) has a holder on a platform where its owner is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from creatorgraph.handles import handle_key, name_tokens
from creatorgraph.match.names import COMMON_WORDS

PLATFORMS: Final = ("instagram", "tiktok", "x", "youtube")
DECOYS: Final = 5
HANGERS: Final = ("{}_", "{}1", "{}official", "real{}", "the{}", "{}tv", "{}hq", "{}2", "its{}", "{}fan", "{}x")
FAMILY: Final = ("uk", "de", "us", "kids", "sport", "careers", "news", "travel", "support", "music", "shop", "france")
WANTED_LETTERS: Final = 5
CHANNEL_ID: Final = 24

Row = dict[str, str]


def with_decoys(rows: list[Row], beside: Iterable[Row]) -> list[Row]:
    """The rows and the decoys of those in `beside`; columns as in the labelled file, `entity_id` is `decoy:…`."""
    taken = {(platform, handle_key(row["handle"])) for row in rows for platform in (row["platform"], "")}
    homes: dict[str, set[str]] = {}
    for row in rows:
        homes.setdefault(row["entity_id"], set()).add(row["platform"])
    found = list(rows)
    for row in sorted(beside, key=lambda row: (row["platform"], row["handle"])):
        found += _decoys(row, homes[row["entity_id"]], taken)
    return found


def _decoys(row: Row, at_home: set[str], taken: set[tuple[str, str]]) -> Iterator[Row]:
    """The first five candidates whose handles are free."""
    made = 0
    for number, (kind, platform, handle, website) in enumerate(_candidates(row, at_home)):
        key = handle_key(handle)
        if made == DECOYS:
            return
        where = platform if kind == "holder" else ""
        if len(key) < 2 or (where, key) in taken:
            continue
        taken |= {(platform, key), ("", key)}
        made += 1
        yield {
            "entity_id": f"decoy:{kind}:{row['platform']}:{row['handle']}:{number}",
            "entity_name": "",
            "entity_type": "decoy",
            "platform": platform,
            "handle": handle,
            "website": website,
        }


def _candidates(row: Mapping[str, str], at_home: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """(kind, platform, handle, website) in the order in which they are tried; more than are needed."""
    pick = _picker(f"{row['platform']}:{row['handle']}")
    base = _base(row)
    elsewhere = [name for name in PLATFORMS if name != row["platform"]]
    away = [name for name in elsewhere if name not in at_home]
    if away and _is_wanted(base):
        yield "holder", away[pick("away") % len(away)], base, ""
    yield "namesake", elsewhere[pick("away") % 3], f"{base}{pick('digits') % 90 + 10}", ""
    yield "imitator", PLATFORMS[pick("where") % 4], _one_letter_off(base, pick("letter")), ""
    line = FAMILY[pick("line") % len(FAMILY)]
    yield "family", elsewhere[pick("place") % 3], f"{base}{line}", _family_site(row.get("website", ""), line)
    for turn in range(4 * len(HANGERS)):
        form = HANGERS[pick(f"form{turn}") % len(HANGERS)]
        yield "near", elsewhere[pick(f"near{turn}") % 3], form.format(base), ""


def _is_wanted(base: str) -> bool:
    return (base.isalpha() and len(base) <= WANTED_LETTERS) or base in COMMON_WORDS


def _base(row: Mapping[str, str]) -> str:
    """What a decoy is named after: the handle, or the name where a channel id stands for the handle."""
    handle = row["handle"]
    if handle.startswith("UC") and len(handle) >= CHANNEL_ID:
        return "".join(name_tokens(row.get("entity_name", ""))) or handle_key(handle)
    return handle_key(handle)


def _one_letter_off(base: str, pick: int) -> str:
    """One letter doubled, two letters changed places, or one letter gone."""
    at = pick % max(len(base) - 1, 1)
    doubled, swapped = base[:at] + base[at : at + 1] + base[at:], base[:at] + base[at : at + 2][::-1] + base[at + 2 :]
    dropped = base[:at] + base[at + 1 :]
    return (doubled, swapped, dropped)[pick % 3]


def _family_site(website: str, line: str) -> str:
    return f"{website.rstrip('/')}/{line}" if website else ""


def _picker(name: str) -> Callable[[str], int]:
    def pick(purpose: str) -> int:
        return int.from_bytes(hashlib.sha256(f"decoy:{purpose}:{name}".encode()).digest()[:4])

    return pick
