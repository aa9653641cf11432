"""Text into comparable keys: handles, names, and the shape that a look-alike copies."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from creatorgraph.handles.words import BRANCH_WORDS, HANDLE_PREFIXES, HANDLE_SEPARATE, HANDLE_SUFFIXES, NAME_NOISE

_CYRILLIC: Final = (
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh "
    "щ:shch ъ: ы:y ь: э:e ю:iu я:ia і:i ї:i є:e ґ:g"
)
_GREEK: Final = "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o"
_LATIN: Final = "ß:ss æ:ae œ:oe ø:o ł:l đ:d ð:d þ:th ı:i"
_LETTERS: Final = str.maketrans(
    {pair[0]: pair[2:] for spelling in (_CYRILLIC, _GREEK, _LATIN) for pair in spelling.split(" ")}
)
_NOT_ALNUM: Final = re.compile(r"[\W_]+")
_REPEATED: Final = re.compile(r"(.)\1+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_NAME_CUT: Final = re.compile(r"\(|\[|\||•|·| - | – | — |/|@")
_DIGIT_LOOKS: Final = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "i": "l"})
_PREFIXES: Final = tuple(sorted(HANDLE_PREFIXES, key=len, reverse=True))
_SUFFIXES: Final = tuple(sorted(HANDLE_SUFFIXES, key=len, reverse=True))
_SEPARATE: Final = frozenset((*HANDLE_SEPARATE, *HANDLE_PREFIXES, *HANDLE_SUFFIXES))
_LONG_BRANCHES: Final = tuple(word for word in BRANCH_WORDS if len(word) > 4)
SHORTEST_CORE: Final = 5


def fold(text: str) -> str:
    """Text as it reads: NFKC (so that 𝐈𝐆 is ig), lower case, accents and invisible marks off."""
    if text.isascii():
        return text.lower()
    compact = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    if compact.isascii():
        return compact
    bare = "".join(mark for mark in unicodedata.normalize("NFD", compact) if not unicodedata.combining(mark))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=4096)  # a handle is asked for by several keys in a row
def latin(text: str) -> str:
    """Folded text with Cyrillic, Greek and special Latin letters spelled in plain ones."""
    folded = fold(text)
    return folded if folded.isascii() else fold(folded.translate(_LETTERS))


def handle_key(handle: str) -> str:
    """The published normalisation: lower case, letters and digits only. `Lena.Bakes_` is `lenabakes`."""
    return _NOT_ALNUM.sub("", latin(handle))


def handle_shape(handle: str) -> str:
    """The handle key with the separators around it (`lena_bakes` is `lenabakes`, `lena_bakes_` keeps its last).

    Separators inside differ from platform to platform; hung on the ends they mean that the plain handle was taken.
    """
    folded = latin(handle).replace(".", "_").replace("-", "_")
    front = len(folded) - len(folded.lstrip("_"))
    back = len(folded) - len(folded.rstrip("_"))
    return f"{'_' * front}{handle_key(handle)}{'_' * back}"


def handle_core(handle: str) -> str:
    """The handle without digits at its ends and what people hang on a taken name (`therealLena_tv` is `lena`).

    Never shorter than five characters: where the rest would say too little, the key itself is the core.
    """
    core = handle_key(_without_separate(handle))
    stripped = core.strip("0123456789")
    core = stripped if len(stripped) >= SHORTEST_CORE else core
    core = _without(core, _SUFFIXES, at_end=True)
    return _without(core, _PREFIXES, at_end=False)


def _without_separate(handle: str) -> str:
    """The handle without words at its ends that a separator sets off (`nike_uk` is `nike`)."""
    pieces = [piece for piece in _NOT_ALNUM.split(latin(handle)) if piece]
    while len(pieces) > 1 and pieces[-1] in _SEPARATE:
        pieces.pop()
    while len(pieces) > 1 and pieces[0] in _SEPARATE:
        pieces.pop(0)
    return "".join(pieces)


def _without(core: str, affixes: tuple[str, ...], *, at_end: bool) -> str:
    if not (core.endswith(affixes) if at_end else core.startswith(affixes)):
        return core
    for affix in affixes:
        has_it = core.endswith(affix) if at_end else core.startswith(affix)
        if has_it and len(core) - len(affix) >= SHORTEST_CORE:
            rest = core[: -len(affix)] if at_end else core[len(affix) :]
            stripped = rest.strip("0123456789")
            return stripped if len(stripped) >= SHORTEST_CORE else rest
    return core


def skeleton(handle: str) -> str:
    """The handle as a hasty eye sees it: look-alike digits and letters as one, repeats collapsed."""
    seen = handle_key(handle).replace("rn", "m").replace("vv", "w").translate(_DIGIT_LOOKS)
    return _REPEATED.sub(r"\1", seen)


def branch_of(handle: str, name: str) -> str:
    """The branch that a handle or a name adds to somebody's (`nike_uk`, `Nike Kids`); empty for none.

    Long words count without a separator too; countries are one under all their spellings.
    """
    pieces = [piece for piece in _NOT_ALNUM.split(latin(handle)) if piece]
    words = [word for word in _NOT_ALNUM.split(latin(name)) if word]
    for parts in (pieces, words):
        if len(parts) > 1 and parts[-1] in BRANCH_WORDS:
            return BRANCH_WORDS[parts[-1]]
    tail = pieces[-1] if pieces else ""
    if not tail.endswith(_LONG_BRANCHES):
        return ""
    found = next((word for word in _LONG_BRANCHES if tail.endswith(word) and len(tail) > len(word) + 2), "")
    return BRANCH_WORDS.get(found, "")


def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a display name that say who it is, in order; titles, roles and decoration are left out.

    What follows a bar, a bracket or a dash is a description (`Lena | Baker`) and is cut, unless nothing is left.
    """
    folded = fold(name)
    for text in (_NAME_CUT.split(folded, maxsplit=1)[0], folded):
        words = [word for word in _NOT_ALNUM.split(latin(text.replace("'", "").replace("’", ""))) if word]
        telling = tuple(word for word in words if word not in NAME_NOISE)
        if telling:
            return telling
        if words:
            return tuple(words)
    return ()


def name_key(name: str) -> str:
    """The published normalisation of a display name: its telling words run together."""
    return "".join(name_tokens(name))
