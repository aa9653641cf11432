"""How surprising a handle or a name is, in bits: the chance that a stranger carries the very same one.

Three readings are taken and the least surprising wins, because each of them sees a kind of commonness that the others
miss: letters (a frozen character model: `marie` is easy to guess), words (`johnsmith` is two common words), and the
corpus at hand (a core that many accounts of one platform share).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import log2
from typing import Final
from zlib import crc32

ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789$"
STEP: Final = 8  # a code point is an eighth of a bit
FIRST_CODE: Final = 35  # printable, after the double quote
MOST_CODES: Final = 90
OTHER_LETTER_BITS: Final = 9.0
DIGIT_BITS: Final = 3.4
LETTER_BITS: Final = 4.8
WORD_SWITCH_BITS: Final = 1.0
DEPTH: Final = 5
PADDING: Final = "^" * DEPTH
SAMPLE: Final = 10_000
SHORTEST_WORD: Final = 3
LONGEST_WORD: Final = 14


@dataclass(frozen=True, slots=True)
class CharacterModel:
    """A frozen trigram model of handles: for each two-letter context one code per letter of `ALPHABET`.

    `^` stands for the start, `$` for the end.
    """

    table: Mapping[str, str]

    def bits(self, text: str) -> float:
        """The surprise of a whole handle key, its end included."""
        context, total = "^^", 0.0
        for letter in text + "$":
            total += self.letter_bits(context, letter)
            context = context[1] + letter
        return total

    def letter_bits(self, context: str, letter: str) -> float:
        """The surprise of one letter after two others; an unknown context is read as the start of a handle."""
        at = ALPHABET.find(letter)
        codes = self.table.get(context) or self.table.get("^" + context[1]) or self.table["^^"]
        return OTHER_LETTER_BITS if at < 0 else (ord(codes[at]) - FIRST_CODE) / STEP

    def share(self, context: str, letter: str) -> float:
        """The chance of one letter after two others."""
        return float(2.0 ** -self.letter_bits(context, letter))


def train_characters(handles: Iterable[str]) -> CharacterModel:
    """Count letters in context and interpolate (Witten and Bell): a context's own counts weigh as they are reliable."""
    counts: dict[str, Counter[str]] = {}
    for handle in handles:
        context = "^^"
        for letter in handle + "$":
            for seen in (context, context[1], ""):
                counts.setdefault(seen, Counter())[letter] += 1
            context = context[1] + letter
    return CharacterModel(
        {context: _codes(counts, context) for context in sorted(counts) if len(context) == 2 and context.isascii()}
    )


def _codes(counts: Mapping[str, Counter[str]], context: str) -> str:
    levels = [counts[""], counts.get(context[1], Counter()), counts[context]]
    return "".join(_code(_interpolated(levels, letter)) for letter in ALPHABET)


def _interpolated(levels: Sequence[Counter[str]], letter: str) -> float:
    share = 1.0 / len(ALPHABET)
    for level in levels:
        total, kinds = level.total(), len(level)
        if total:
            share = (level[letter] + kinds * share) / (total + kinds)
    return share


def _code(share: float) -> str:
    return chr(FIRST_CODE + min(MOST_CODES, round(-log2(share) * STEP)))


class CorpusModel:
    """What the handles at hand say about each other: contexts of up to `DEPTH` letters, over the frozen model.

    A town's accounts, or a generator's, share habits that no frozen model knows (`paintswithlena` beside a hundred
    `…with…`). A handle is rated without its own contribution.
    """

    def __init__(self, keys: Iterable[str], base: CharacterModel) -> None:
        self._base = base
        self._known = frozenset(_sampled(keys))
        self._counts = Counter(gram for key in self._known for gram in _grams(key))
        self._totals: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        for gram, count in self._counts.items():
            self._totals[gram[:-1]] += count
            self._kinds[gram[:-1]] += 1

    def bits(self, key: str, near: Set[str] = frozenset()) -> float:
        """The surprise of a handle key, given all the others but those `near` it, which may be made out of it."""
        own = Counter(gram for one in (key, *near) if one in self._known for gram in _grams(one))
        own_totals: Counter[str] = Counter()
        for gram, count in own.items():
            own_totals[gram[:-1]] += count
        text, surprise = PADDING + key + "$", 0.0
        for at in range(DEPTH, len(text)):
            share = self._base.share(text[at - 2 : at], text[at])
            for length in range(1, DEPTH + 1):
                context = text[at - length : at]
                total = self._totals.get(context, 0) - own_totals.get(context, 0)
                if total <= 0:
                    break  # a longer context has been seen no more often
                gram, kinds = context + text[at], self._kinds[context]
                share = (self._counts.get(gram, 0) - own.get(gram, 0) + kinds * share) / (total + kinds)
            surprise -= log2(share)
        return surprise


def _sampled(keys: Iterable[str]) -> list[str]:
    """At most `SAMPLE` distinct keys, chosen by hash so that neither order nor growth of the corpus decides."""
    distinct = {key for key in keys if key}
    if len(distinct) <= SAMPLE:
        return sorted(distinct)
    return sorted(distinct, key=lambda key: (crc32(key.encode()), key))[:SAMPLE]


def _grams(key: str) -> list[str]:
    """Each letter of a key (and its end) behind contexts of one to `DEPTH` letters."""
    text = PADDING + key + "$"
    return [text[at - length : at + 1] for at in range(DEPTH, len(text)) for length in range(1, DEPTH + 1)]


@dataclass(frozen=True, slots=True)
class WordModel:
    """How common words are, in bits: frozen ones (names, everyday words) and those of the corpus at hand."""

    word_bits: Mapping[str, float]

    def bits(self, text: str) -> float:
        """The surprise of a key written as words run together; letters that are no word cost what letters cost."""
        best = [0.0]
        for end in range(1, len(text) + 1):
            letter = text[end - 1]
            cheapest = best[end - 1] + (DIGIT_BITS if letter.isdigit() else LETTER_BITS)
            for start in range(max(0, end - LONGEST_WORD), end - SHORTEST_WORD + 1):
                known = self.word_bits.get(text[start:end])
                if known is not None:
                    cheapest = min(cheapest, best[start] + known + WORD_SWITCH_BITS)
            best.append(cheapest)
        return best[-1]


def corpus_bits(count_elsewhere: int, size: int) -> float:
    """The surprise of a key that `count_elsewhere` other accounts of a platform (of `size`) carry; 99 for none."""
    return -log2(count_elsewhere / size) if count_elsewhere > 0 and size > 0 else 99.0
