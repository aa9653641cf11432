"""Accounts that a person knows to be the same."""

from __future__ import annotations

import json

import pytest

from creatorgraph.errors import InputFileError
from creatorgraph.ids import account_key, provisional_account_key
from creatorgraph.land.imports import ImportOptions, import_links
from creatorgraph.settings import Home
from tests.land.imports.conftest import Write, landed

LENA = [provisional_account_key(platform, "lena") for platform in ("tiktok", "instagram", "x")]


def test_a_group_of_three_gives_two_pairs(target: Home, options: ImportOptions, write: Write) -> None:
    text = "group,platform,handle\nl,tiktok,lena\nl,instagram,lena\nalone,x,omar\nl,x,lena\n,x,ines\n"
    found = import_links(target, write(text), options)
    assert [(pair.line, {pair.account_key_a, pair.account_key_b}) for pair in found.pairs] == [
        (3, {LENA[0], LENA[1]}),
        (5, {LENA[0], LENA[2]}),
    ]
    assert all(pair.account_key_a < pair.account_key_b for pair in found.pairs)
    assert [(bad.line, bad.column) for bad in found.report.bad] == [(6, "group"), (4, "group")]
    assert found.report.kept == 4


def test_two_accounts_a_row(target: Home, options: ImportOptions, write: Write) -> None:
    text = (
        "platform_a,handle_a,account_id_a,platform_b,handle_b\n"
        "tiktok,lena,70123,instagram,lena\n"
        "x,omar,,x,@OMAR\n"
        "x,omar,,nowhere,omar\n"
    )
    found = import_links(target, write(text), options)
    (pair,) = found.pairs
    assert {pair.account_key_a, pair.account_key_b} == {account_key("tiktok", "70123"), LENA[1]}
    assert [(bad.line, bad.column) for bad in found.report.bad] == [(3, "handle_b"), (4, "platform_b")]
    (envelope,) = landed(target)
    assert json.loads(envelope.payload)["account_id_a"] == "70123"
    assert envelope.subject_keys == ("tiktok:id:70123", "tiktok:handle:lena", "instagram:handle:lena")


def test_importing_twice_lands_once_and_gives_the_same_pairs(
    target: Home, options: ImportOptions, write: Write
) -> None:
    path = write("group,platform,handle\nl,tiktok,lena\nl,instagram,lena\n")
    first, second = import_links(target, path, options), import_links(target, path, options)
    assert first.pairs == second.pairs
    assert (first.report.kept, second.report.kept, second.report.repeated) == (2, 0, 2)


def test_a_file_without_pairs_is_refused(target: Home, options: ImportOptions, write: Write) -> None:
    with pytest.raises(InputFileError, match="belong together"):
        import_links(target, write("platform,handle\nx,lena\n"), options)
