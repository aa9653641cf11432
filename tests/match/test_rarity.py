"""How surprising a handle is."""

from __future__ import annotations

from collections import Counter

import pytest

from creatorgraph.match.model import load_model
from creatorgraph.match.rarity import CorpusModel, WordModel, corpus_bits, train_characters


@pytest.mark.parametrize(
    ("common", "rare"), [("marie", "lenabakesbread"), ("johnsmith", "garettnolan"), ("anna1", "quokkamonsoon")]
)
def test_a_common_handle_weighs_less_than_a_rare_one(common: str, rare: str) -> None:
    model = load_model()
    words = WordModel(model.word_bits)
    assert model.characters.bits(common) < model.characters.bits(rare)
    assert words.bits(common) < words.bits(rare)


def test_two_common_words_run_together_are_read_as_such() -> None:
    words = WordModel({"john": 8.0, "smith": 9.0})
    assert words.bits("johnsmith") == pytest.approx(19.0)  # a bit for each word that starts
    assert words.bits("johnsmith") < words.bits("johnsmxth")


def test_a_habit_of_the_corpus_makes_a_handle_common() -> None:
    base = load_model().characters
    names = ("lena", "marie", "john", "anna", "sofia", "lukas", "emma", "jonas", "maria", "david", "paul", "nina")
    habit = [f"paintswith{name}" for name in names]
    alone = CorpusModel(["paintswithlena"], base).bits("paintswithlena")
    among = CorpusModel(habit, base).bits("paintswithlena")
    assert alone == pytest.approx(base.bits("paintswithlena"))  # it says nothing about itself
    assert among < alone / 2


def test_a_character_model_adds_up_to_certainty() -> None:
    model = train_characters(["anna", "annika", "hanna"])
    for context in model.table:
        total = sum(model.share(context, letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789$")
        assert total == pytest.approx(1.0, abs=0.05)  # codes are rounded to an eighth of a bit


def test_shares_of_the_corpus_become_bits() -> None:
    assert corpus_bits(1, 1024) == 10.0
    assert corpus_bits(0, 1024) == 99.0


def test_the_shipped_words_are_plausible() -> None:
    bits = Counter(round(value) for value in load_model().word_bits.values())
    assert min(bits) >= 4
    assert len(load_model().word_bits) > 600
