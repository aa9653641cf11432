"""Handles as people make them: words joined in a platform's spelling, equal or not from one platform to the next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from creatorgraph_sandbox.profile import GeneratorProfile

TIKTOK: Final = "tiktok"
INSTAGRAM: Final = "instagram"
X: Final = "x"
YOUTUBE: Final = "youtube"
PLATFORMS: Final = (TIKTOK, INSTAGRAM, X, YOUTUBE)

KEY_LENGTH: Final = 14
"""Longest run of letters in a handle: X allows 15 characters, and one is left for a separator."""

Key = tuple[str, ...]


def normalise(handle: str) -> str:
    """A handle in lower case without punctuation: what "the same handle" means here."""
    return re.sub(r"[^a-z0-9]", "", handle.lower())


def letters(text: str) -> str:
    """The plain lower-case letters and digits of a name ("Peñaluna" gives "penaluna")."""
    return normalise(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())


class HandleBook:
    """Which keys and handles are spoken for, so that handles agree only where the generator means it."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, str]] = set()
        self._handles: set[tuple[str, str]] = set()

    def reserve(self, candidates: Iterator[Key], scope: str = "") -> Key:
        """The first free key; `scope` limits the reservation to one platform (a world without planted agreement)."""
        for key in candidates:
            taken = (scope, "".join(key))
            if taken not in self._keys and len(taken[1]) <= KEY_LENGTH:
                self._keys.add(taken)
                return key
        raise AssertionError("candidates never end")

    def holds(self, platform: str, handle: str) -> bool:
        """True when somebody has this very handle on the platform."""
        return (platform, handle.lower()) in self._handles

    def take(self, platform: str, handle: str) -> str:
        """Note that a handle is now in somebody's hands, and return it."""
        self._handles.add((platform, handle.lower()))
        self._keys.add(("", normalise(handle)))
        return handle


def person_keys(rng: Random, words: tuple[str, str], topics: tuple[str, ...]) -> Iterator[Key]:
    """Handle ideas of a person, likeliest first, without end."""
    first, last = letters(words[0]), letters(words[1])
    topic = rng.choice(topics)
    ideas: list[Key] = [(first, last), (first, topic), (topic, "with", first), (last, topic), (first, last, "x")]
    ideas += [("its", first, last[:4]), ("the", first, last[:5]), (first, last[:3], topic), (first[0], last)]
    rng.shuffle(ideas)
    yield from ideas
    while True:
        yield (first[:7], rng.choice((last, topic))[:3], str(rng.randrange(1, 10_000)))


def brand_keys(rng: Random, words: tuple[str, str], topics: tuple[str, ...]) -> Iterator[Key]:
    """Handle ideas of a brand, likeliest first, without end."""
    first, second = letters(words[0]), letters(words[1])
    yield (first, second)
    ideas: list[Key] = [(first, second, "hq"), ("hey", first), (first, "official"), ("shop", first), ("get", first)]
    ideas += [(first, "team"), ("we", "are", first), (first, rng.choice(topics))]
    rng.shuffle(ideas)
    yield from ideas
    while True:
        yield (first[:7], second[:3], str(rng.randrange(1, 10_000)))


def spell(rng: Random, key: Key, platform: str, separator: str, differs: float = 0.0) -> str:
    """One platform's spelling of a key; with probability `differs` in other punctuation than the owner's habit."""
    if rng.random() < differs:
        separator = rng.choice([other for other in ("", ".", "_") if other != separator])
    if platform == X:
        separator = "_" if separator else ""
    camel = platform in (X, YOUTUBE) and rng.random() < 0.5
    words = [word.capitalize() if camel else word for word in key]
    # One separator at most: "lena.bakes", never "l.e.n.a", and X keeps within its 15 characters.
    return words[0] + separator + "".join(words[1:]) if len(words) > 1 else words[0]


def draw_classes(rng: Random, profile: GeneratorProfile) -> dict[str, int]:
    """Which platforms share a handle: a class number per platform, equal numbers mean equal handles."""
    every = profile.agree_all_three
    cuts = [
        (every, (0, 0, 0)),
        (profile.agree_tiktok_instagram - every, (0, 0, 1)),
        (profile.agree_tiktok_x - every, (0, 1, 0)),
        (profile.agree_x_instagram - every, (1, 0, 0)),
    ]
    draw, classes = rng.random(), (0, 1, 2)
    for share, shape in cuts:
        if draw < share:
            classes = shape
            break
        draw -= share
    drawn = dict(zip((TIKTOK, INSTAGRAM, X), classes, strict=True))
    drawn[YOUTUBE] = _youtube_class(rng, drawn, profile)
    return drawn


def _youtube_class(rng: Random, drawn: Mapping[str, int], profile: GeneratorProfile) -> int:
    draw = rng.random()
    for share, platform in zip(profile.youtube_follows, (TIKTOK, INSTAGRAM, X), strict=True):
        if draw < share:
            return drawn[platform]
        draw -= share
    return 3


def near_copy(rng: Random, handle: str, is_taken: Callable[[str], bool]) -> str:
    """A handle that an impostor picks: one small change that a hurried reader misses, and still free."""
    tries = [handle + "_", handle + handle[-1], handle.replace("i", "l", 1), handle.replace("o", "0", 1)]
    tries += [handle + ".real", "real" + handle, handle + "1", handle + "__"]
    rng.shuffle(tries)
    free = [one for one in tries if one.lower() != handle.lower() and not is_taken(one)]
    return free[0] if free else f"{handle}{rng.randrange(10_000, 100_000)}"
