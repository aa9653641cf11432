"""Whether an account is about somebody (fan page, parody, tribute) rather than by them."""

from __future__ import annotations

import re
from typing import Final

from creatorgraph.handles.grammar import any_of
from creatorgraph.handles.normalise import fold, handle_key
from creatorgraph.handles.words import ABOUT_ENDINGS, ABOUT_PHRASES, ABOUT_WORDS

_WORDS: Final = frozenset(ABOUT_WORDS)
_STANDING_ALONE: Final = re.compile(any_of(ABOUT_PHRASES))
_BREAK: Final = re.compile(r"[\W_]+")
# For two cheap looks before the pattern: each phrase's longest word, then the phrases as plain text.
_PHRASES: Final = tuple(fold(phrase) for phrase in ABOUT_PHRASES)
_FOREIGN: Final = tuple(phrase for phrase in _PHRASES if not phrase.isascii())
_BY_HINT: Final[dict[str, list[str]]] = {}
for _phrase in _PHRASES:
    if _phrase.isascii():
        _BY_HINT.setdefault(max(_BREAK.split(_phrase), key=len), []).append(_phrase)


def is_about_somebody(handle: str, display_name: str, bio: str) -> bool:
    """True when handle, name or bio say that this is a fan page, a parody, a tribute or an unofficial account."""
    named = _names_it(handle, at_end=True) or _names_it(display_name, at_end=False)
    return named or _says_it(fold(bio))


def _says_it(bio: str) -> bool:
    if not bio:
        return False
    hints = _BY_HINT.keys() & _BREAK.split(bio)
    likely = any(phrase in bio for hint in hints for phrase in _BY_HINT[hint])
    if not likely and not bio.isascii():
        likely = any(phrase in bio for phrase in _FOREIGN)
    return likely and _STANDING_ALONE.search(bio) is not None


def _names_it(text: str, *, at_end: bool) -> bool:
    if not text:
        return False
    if not _WORDS.isdisjoint(_BREAK.split(fold(text))):
        return True
    return at_end and handle_key(text).rstrip("0123456789").endswith(ABOUT_ENDINGS)
