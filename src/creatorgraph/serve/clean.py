"""Outsiders' words made safe to show."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST_TEXT: Final = 500
UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
JOINERS: Final = frozenset("\u200d\u200c")


def outside_text(text: str | None, longest: int = LONGEST_TEXT) -> str | None:
    """A bio, caption or name as it may be shown: on one line, at most `longest` characters, none of them for control.

    Direction overrides go too: they make a page read otherwise than it is written. Joiners of scripts and emoji stay.
    """
    if text is None:
        return None
    flat = "".join(_visible(character) for character in text[: 4 * longest])
    flat = " ".join(flat.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in UNSEEN and character not in JOINERS else character
