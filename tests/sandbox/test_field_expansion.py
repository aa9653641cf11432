"""The field expansion grammar: a table of cases, and what holds for every text."""

from __future__ import annotations

import pytest
from creatorgraph_sandbox.servers.field_expansion import ExpansionError, Field, parse_fields, write_fields
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id", (Field("id"),)),
        ("id,username", (Field("id"), Field("username"))),
        (" id , username ", (Field("id"), Field("username"))),
        ("media{id}", (Field("media", (), (Field("id"),)),)),
        ("media.limit(50){id}", (Field("media", (("limit", "50"),), (Field("id"),)),)),
        ("media.limit(5).after(Ab_-=)", (Field("media", (("limit", "5"), ("after", "Ab_-="))),)),
        ("media.after(x).limit(5)", (Field("media", (("after", "x"), ("limit", "5"))),)),
        ("a.username( lena.bakes )", (Field("a", (("username", "lena.bakes"),)),)),
        ("a.username(){b}", (Field("a", (("username", ""),), (Field("b"),)),)),
        ("a{b{c},d}", (Field("a", (), (Field("b", (), (Field("c"),)), Field("d"))),)),
        ("a{b} , c", (Field("a", (), (Field("b"),)), Field("c"))),
    ],
)
def test_what_the_grammar_allows(text: str, expected: tuple[Field, ...]) -> None:
    assert parse_fields(text) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        (",", 0),
        ("id,", 3),
        ("id,,name", 3),
        ("media{", 6),
        ("media{}", 6),
        ("media{id", 8),
        ("media{id}}", 9),
        ("media.limit", 11),
        ("media.limit(5", 13),
        ("media.(5)", 6),
        ("media(5)", 5),
        ("1id", 0),
        ("id name", 3),
        ("a{" * 18 + "b" + "}" * 18, 34),
    ],
)
def test_what_it_refuses_and_where(text: str, position: int) -> None:
    with pytest.raises(ExpansionError) as refused:
        parse_fields(text)
    assert refused.value.position == position


def test_the_last_of_repeated_modifiers_counts() -> None:
    (field,) = parse_fields("media.limit(1).limit(2)")
    assert field.modifier("limit") == "2"
    assert field.modifier("after") is None


NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
ARGUMENTS = st.text(st.characters(exclude_characters="()", min_codepoint=33, max_codepoint=0x2FF), max_size=12)
MODIFIERS = st.lists(st.tuples(NAMES, ARGUMENTS.map(str.strip)), max_size=3).map(tuple)
FIELDS = st.recursive(
    st.builds(Field, NAMES, MODIFIERS),
    lambda inner: st.builds(Field, NAMES, MODIFIERS, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(FIELDS, min_size=1, max_size=4).map(tuple))
def test_what_is_written_is_read_back(fields: tuple[Field, ...]) -> None:
    assert parse_fields(write_fields(fields)) == fields


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ab1_.,{}() ", max_size=30))
def test_any_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    try:
        fields = parse_fields(text)
    except ExpansionError as refused:
        assert 0 <= refused.position <= len(text)
    else:
        assert parse_fields(write_fields(fields)) == fields
