"""What the accounts at hand say about how rare a handle or a name is among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from creatorgraph.handles import handle_core, handle_key, name_tokens
from creatorgraph.match.model import MatchModel
from creatorgraph.match.rarity import CorpusModel, WordModel, corpus_bits


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the match reads it; absent text is an empty string."""

    idx: int
    account_key: str
    platform: str
    native_ids: tuple[str, ...]
    handle: str
    display_name: str
    bio: str
    link: str
    followers: int | None
    verified: bool


class Rarity:
    """How rare handles and names are, with what the corpus at hand says about them."""

    def __init__(self, accounts: list[Account], model: MatchModel) -> None:
        self._model = model
        self._sizes = Counter(account.platform for account in accounts)
        self._cores = _most_on_a_platform((account.platform, handle_core(account.handle)) for account in accounts)
        self._shared = _on_several_platforms(accounts)
        words = Counter(
            (account.platform, word) for account in accounts for word in set(name_tokens(account.display_name))
        )
        self._words = self._word_bits(words)
        self._word_model = WordModel({**model.word_bits, **self._common_words()})
        self._corpus_model = CorpusModel((handle_key(account.handle) for account in accounts), model.characters)
        self._bits: dict[tuple[str, str], float] = {}
        self._name_words: dict[str, float] = {}

    def _word_bits(self, words: Counter[tuple[str, str]]) -> dict[str, float]:
        bits: dict[str, float] = {}
        for (platform, word), count in words.items():
            here = corpus_bits(count - 1, self._sizes[platform])
            bits[word] = min(bits.get(word, 99.0), here)
        return bits

    def _common_words(self) -> dict[str, float]:
        frozen = self._model.word_bits
        return {
            word: min(bits, frozen.get(word, bits)) for word, bits in self._words.items() if bits < 12 and len(word) > 2
        }

    def of_handle(self, key: str, core: str) -> float:
        """Bits of a whole handle, or of a core; only what occurs on two platforms or more is worth the work."""
        if key not in self._shared:
            return 0.0
        if (key, core) not in self._bits:
            cheap = min(self._of_corpus(core), self._model.characters.bits(key), self._word_model.bits(key))
            common = cheap < self._model.settings["uncommon_bits"]
            self._bits[(key, core)] = cheap if common else min(cheap, self._corpus_model.bits(key))
        return self._bits[(key, core)]

    def of_name(self, words: Iterable[str]) -> float:
        """Bits of a display name: its words taken as independent, each at its commonest reading."""
        return sum(self._of_word(word) for word in words)

    def _of_word(self, word: str) -> float:
        bits = self._name_words.get(word)
        if bits is None:
            known = (self._words.get(word, 99.0), self._model.word_bits.get(word, 99.0))
            bits = self._name_words[word] = min(*known, self._model.characters.bits(word))
        return bits

    def _of_corpus(self, core: str) -> float:
        # two accounts of one platform may well be one owner's (office and campaign), a third is a stranger's
        count, platform = self._cores.get(core, (0, ""))
        return corpus_bits(count - 2, self._sizes[platform])


def _most_on_a_platform(keys: Iterable[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """For each key the largest number of accounts of one platform that carry it, and that platform."""
    most: dict[str, tuple[int, str]] = {}
    for (platform, key), count in Counter(keys).items():
        most[key] = max(most.get(key, (0, "")), (count, platform))
    return most


def _on_several_platforms(accounts: list[Account]) -> frozenset[str]:
    """Handle keys, cores and link labels' look-ups that more than one platform's accounts carry."""
    seen: dict[str, str] = {}
    several: set[str] = set()
    for account in accounts:
        for key in {
            handle_key(account.handle),
            handle_core(account.handle),
            "".join(name_tokens(account.display_name)),
        }:
            if key and seen.setdefault(key, account.platform) != account.platform:
                several.add(key)
    return frozenset(several)
