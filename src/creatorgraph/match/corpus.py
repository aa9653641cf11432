"""What each account says, read once, and what all of them together say about how rare a handle or a name is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from creatorgraph.handles import (
    ProfileEvidence,
    branch_of,
    find_social_addresses,
    handle_core,
    handle_key,
    is_about_somebody,
    link_label,
    name_tokens,
)
from creatorgraph.match.model import MatchModel
from creatorgraph.match.rarity import CorpusModel, WordModel, corpus_bits
from creatorgraph.match.variants import find_variants

SHORTEST_LABEL = 4
MOST_VARIANTS = 16  # what more handles are made out of is a common word itself


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


@dataclass(frozen=True, slots=True)
class Reading:
    """An account with what was read out of it: keys, name words, addresses and links, the labels of its links."""

    account: Account
    key: str
    core: str
    words: tuple[str, ...]
    found: ProfileEvidence
    is_about: bool
    labels: tuple[str, ...]
    branch: str


def read_account(account: Account) -> Reading:
    """Read all that one account says; no other account is looked at."""
    found = find_social_addresses(account.bio, account.link, platform=account.platform, handle=account.handle)
    labels = dict.fromkeys(handle_key(link_label(value)) for value in found.links)
    return Reading(
        account,
        handle_key(account.handle),
        handle_core(account.handle),
        name_tokens(account.display_name),
        found,
        is_about_somebody(account.handle, account.display_name, account.bio),
        tuple(label for label in labels if len(label) >= SHORTEST_LABEL),
        branch_of(account.handle, account.display_name),
    )


class Rarity:
    """How rare handles and names are, with what the corpus at hand says about them."""

    def __init__(self, readings: Sequence[Reading], model: MatchModel) -> None:
        self._model = model
        self._sizes = Counter(one.account.platform for one in readings)
        self._allowed = _usual_accounts((one.account.platform, one.core) for one in readings)
        self._cores = _most_on_a_platform((one.account.platform, one.core) for one in readings)
        self._shared = _on_several_platforms(readings)
        self._variants = find_variants([(one.key, one.core) for one in readings], self._shared)
        words = Counter((one.account.platform, word) for one in readings for word in set(one.words))
        self._words = self._word_bits(words)
        self._word_model = WordModel({**model.word_bits, **self._common_words()})
        self._corpus_model = CorpusModel((one.key for one in readings), model.characters)
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

    def is_variant(self, key: str) -> bool:
        """Whether a handle on several platforms is another one of the pool with a little change."""
        return key in self._variants.made

    def of_handle(self, key: str, core: str) -> float:
        """Bits of a whole handle, or of a core; only what occurs on two platforms or more is worth the work."""
        if key not in self._shared:
            return 0.0
        if (key, core) not in self._bits:
            cheap = min(self._of_corpus(core), self._model.characters.bits(key), self._word_model.bits(key))
            # what is made out of another handle counts little however it reads
            common = cheap < self._model.settings["uncommon_bits"] or (key != core and self.is_variant(key))
            self._bits[(key, core)] = cheap if common else min(cheap, self._of_habits(key))
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
        return corpus_bits(count - self._allowed, self._sizes[platform])

    def _of_habits(self, key: str) -> float:
        near = self._variants.of.get(key, frozenset())
        return self._corpus_model.bits(key, near if len(near) <= MOST_VARIANTS else frozenset())


def _most_on_a_platform(keys: Iterable[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """For each key the largest number of accounts of one platform that carry it, and that platform."""
    most: dict[str, tuple[int, str]] = {}
    for (platform, key), count in Counter(keys).items():
        most[key] = max(most.get(key, (0, "")), (count, platform))
    return most


def _usual_accounts(keys: Iterable[tuple[str, str]]) -> int:
    """How many accounts of one platform may carry a core before it counts as common: more than nine in ten do here.

    Where each handle is surrounded by imitations, being imitated does not make one common.
    """
    sizes = sorted(count for count in Counter(keys).values() for _ in range(count))
    return max(2, sizes[len(sizes) * 9 // 10] + 1) if sizes else 2


def _on_several_platforms(readings: Iterable[Reading]) -> frozenset[str]:
    """Handle keys, cores, names and link labels that accounts of more than one platform carry."""
    seen: dict[str, str] = {}
    several: set[str] = set()
    for one in readings:
        platform = one.account.platform
        for key in (one.key, one.core, "".join(one.words), *one.labels):
            if seen.setdefault(key, platform) != platform:
                several.add(key)
    return frozenset(several - {""})
