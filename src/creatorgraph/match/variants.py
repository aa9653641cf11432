"""Which handles are made out of another one in the pool: with something hung on, a letter doubled, dropped or swapped.

Imitators and namesakes take what is near a handle that they want, so two strangers may well hold the same variant: that
two accounts have an equal variant says less than its letters do. And what is made out of a handle does not make that
handle itself a common one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Final

from creatorgraph.handles import skeleton

SHORTEST: Final = 5
SHORTEST_REST: Final = 3
HUNG_ON: Final = 4
FEW: Final = 2
CROWD: Final = 12  # what more keys than this share is a common word, and nobody's in particular


@dataclass(frozen=True, slots=True)
class Variants:
    """`of` gives, for each handle that was asked for, the other keys near it; `made` are those made out of another."""

    of: Mapping[str, frozenset[str]]
    made: frozenset[str]


def find_variants(handles: Sequence[tuple[str, str]], wanted: frozenset[str]) -> Variants:
    """What is near the `wanted` handle keys; `handles` are (key, core) of all accounts.

    Near means: the same core, the same look, or one letter more, less or else. A key is made out of another when the
    other is its plain form, or has more variants around it (where equal: fewer digits, fewer letters).
    """
    counts = Counter(key for key, _ in handles if key)
    core_of = {key: core for key, core in handles if key}
    asked = wanted & core_of.keys()
    forms = _shared_forms(core_of)
    near = _near(asked, forms)
    origins = frozenset().union(*near.values()) - asked
    near |= _near(origins, forms)
    rank = {key: (len(found), -_digits(key), -len(key)) for key, found in near.items()}
    made = {key for key in asked if _is_made(key, near[key], rank, core_of) or _is_level(key, near[key], rank, counts)}
    return Variants({key: frozenset(near[key]) for key in asked}, frozenset(made))


def _near(asked: Set[str], forms: Mapping[str, Set[str]]) -> dict[str, set[str]]:
    """For each key asked for, the keys of the pool that share one of its forms, but for forms that a crowd shares."""
    holders: dict[str, list[str]] = {}
    for key in asked:
        for form in forms[key]:
            holders.setdefault(form, []).append(key)
    holders = {form: keys for form, keys in holders.items() if len(keys) <= CROWD}
    near: dict[str, set[str]] = {key: set() for key in asked}
    for key, shown in forms.items():
        for form in shown:
            for other in holders.get(form, ()):
                if other != key:
                    near[other].add(key)
    return near


def _shared_forms(core_of: Mapping[str, str]) -> dict[str, set[str]]:
    """The forms of each key that another key has too; most of them nobody shares."""
    forms = {key: _forms(key, core) for key, core in core_of.items()}
    counts = Counter(chain.from_iterable(forms.values()))
    shared = {form for form, keys in counts.items() if keys > 1}
    return {key: shared.intersection(shown) for key, shown in forms.items()}


def _forms(key: str, core: str) -> list[str]:
    """What two near keys share; forms of each kind are marked, so that kinds do not meet, but for a dropped letter."""
    if len(key) < SHORTEST:
        return [f"core {core}"]
    return [f"core {core}", f"look {skeleton(key)}", key, *{key[:at] + key[at + 1 :] for at in range(len(key))}]


def _digits(key: str) -> int:
    return sum(letter.isdigit() for letter in key)


def _is_made(key: str, near: Set[str], rank: Mapping[str, tuple[int, int, int]], core_of: Mapping[str, str]) -> bool:
    core = core_of[key]
    if core != key and (core in core_of or any(core_of[other] == core and len(other) < len(key) for other in near)):
        return True
    hung_on = any(len(near) <= rank.get(other, (0,))[0] + 1 for other in _shorter(key) if other in core_of)
    return hung_on or any(rank[other] > rank[key] for other in near)


def _is_level(key: str, near: Set[str], rank: Mapping[str, tuple[int, int, int]], counts: Mapping[str, int]) -> bool:
    """Whether nothing but how many accounts have it tells a key from another: in a crowd that tells nothing."""
    level = [other for other in near if rank[other] == rank[key]]
    return any(len(near) >= FEW or counts[other] > counts[key] for other in level)


def _shorter(key: str) -> Iterator[str]:
    """The key without up to `HUNG_ON` letters at either end."""
    for extra in range(1, min(HUNG_ON, len(key) - SHORTEST_REST) + 1):
        yield key[:-extra]
        yield key[extra:]
