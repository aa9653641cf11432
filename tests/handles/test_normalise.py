"""Text into keys: what is equal for us, and what must stay different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.handles import (
    branch_of,
    fold,
    handle_core,
    handle_key,
    handle_shape,
    name_key,
    name_tokens,
    skeleton,
)


@pytest.mark.parametrize(
    ("handle", "key"),
    [("Lena.Bakes_", "lenabakes"), ("𝓛𝓮𝓷𝓪", "lena"), ("Лена", "lena"), ("lena-bakes·tv", "lenabakestv"), ("___", "")],
)
def test_a_handle_key_keeps_letters_and_digits(handle: str, key: str) -> None:
    assert handle_key(handle) == key


@pytest.mark.parametrize(
    ("handle", "core"),
    [
        ("therealLenaBakes", "lenabakes"),
        ("lenabakes_official", "lenabakes"),
        ("lenabakes2024", "lenabakes"),
        ("RepTiffany", "tiffany"),
        ("tiffanyforcongress", "tiffany"),
        ("nike_uk", "nike"),
        ("lenabakes", "lenabakes"),  # the `es` at its end is no country
        ("lena", "lena"),
        ("official", "official"),
        ("realme", "realme"),  # too little would be left
    ],
)
def test_a_core_is_without_what_is_hung_on_a_taken_handle(handle: str, core: str) -> None:
    assert handle_core(handle) == core


def test_separators_inside_do_not_count_but_those_at_the_ends_do() -> None:
    assert handle_shape("lena.bakes") == handle_shape("lena_bakes") == handle_shape("LenaBakes")
    assert handle_shape("lena_bakes_") != handle_shape("lena_bakes")


@pytest.mark.parametrize(
    ("one", "other"), [("lenabakes", "1ena_bakes"), ("lenabakes", "lenabakess"), ("arnold", "amold")]
)
def test_a_skeleton_is_what_a_hasty_eye_sees(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("✨ Lena Müller ✨", ("lena", "muller")),
        ("Dr. Lena Müller-Straße (official)", ("lena", "muller", "strasse")),
        ("Анна Щербакова | блогер", ("anna", "shcherbakova")),
        ("D'Amelio", ("damelio",)),
        ("The Official Page", ("the", "official", "page")),
        ("🦋", ()),
    ],
)
def test_name_tokens_say_who_it_is(name: str, tokens: tuple[str, ...]) -> None:
    assert name_tokens(name) == tokens
    assert name_key(name) == "".join(tokens)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert handle_key(handle_key(text)) == handle_key(text)


@given(st.text(alphabet="abcdefgh_.0123456789", min_size=1, max_size=24))
def test_a_core_is_part_of_its_key(handle: str) -> None:
    assert handle_core(handle) in handle_key(handle)


@pytest.mark.parametrize(
    ("handle", "name", "branch"),
    [
        ("nike_uk", "Nike", "uk"),
        ("nikeuk", "Nike UK", "uk"),
        ("nike.deutschland", "", "de"),
        ("nikedeutschland", "", "de"),
        ("nikecareers", "Nike", "careers"),
        ("lenabakes", "Lena Berg", ""),
        ("uk", "", ""),
        ("", "", ""),
    ],
)
def test_a_branch_of_somebody(handle: str, name: str, branch: str) -> None:
    assert branch_of(handle, name) == branch
