"""What is read out of link fields and bios, in the ways people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.handles import find_social_addresses, is_about_somebody, redact

OWN = {"platform": "tiktok", "handle": "lena.bakes"}

WRITTEN = [
    ("IG: @lena", ["instagram:lena"]),
    ("insta 👉 lena", ["instagram:lena"]),
    ("yt/lena.bakes", ["youtube:lena.bakes"]),
    ("twitter.com/Lena | baker", ["x:lena"]),
    ("IG → lena.b", ["instagram:lena.b"]),
    ("Instagram: @ lena", ["instagram:lena"]),
    ("New YT:lenabakes", ["youtube:lenabakes"]),
    ("o-f & ig garett__nolan", ["instagram:garett__nolan"]),
    ("Follow my Instagram: lenaaaa 🚁👇", ["instagram:lenaaaa"]),
    ("i n s t a: lena_b", ["instagram:lena_b"]),
    ("1nsta: lena_b", ["instagram:lena_b"]),
    ("IG • lena_b", ["instagram:lena_b"]),
    ("insta | lena_b | Berlin", ["instagram:lena_b"]),
    ("इंस्टाग्राम: lena_b", ["instagram:lena_b"]),
    ("mom of 3 | IG: @lena", ["instagram:lena"]),
    ("mom of 3 https://www.instagram.com/lena/", ["instagram:lena"]),
    ("INSTA: lena / YT: LENA / ✉️", ["instagram:lena", "youtube:lena"]),
    ("IG, X & YT: @lena", ["instagram:lena", "x:lena", "youtube:lena"]),
    ("@lena on IG", ["instagram:lena"]),
    ("lena_b auf Insta", ["instagram:lena_b"]),
    ("𝐈𝐆: 𝐥𝐞𝐧𝐚", ["instagram:lena"]),
    ("インスタ→lena_b", ["instagram:lena_b"]),
    ("инстаграм: lena", ["instagram:lena"]),
    ("X: @lena", ["x:lena"]),
    ("ig:lena yt:lenatv", ["instagram:lena", "youtube:lenatv"]),
    ("insta@lena.b", ["instagram:lena.b"]),
    ("https://www.youtube.com/channel/UCJrOtniJ0-NWz37R30urifQ", ["youtube:#UCJrOtniJ0-NWz37R30urifQ"]),
    ("same @ on IG and YT", ["instagram:lena.bakes", "youtube:lena.bakes"]),
    ("@lena_everywhere everywhere", ["instagram:lena_everywhere", "x:lena_everywhere", "youtube:lena_everywhere"]),
]
SILENT = [
    "",
    "Subscribe on YouTube 🙄",
    "YouTube creator & chef",
    "Lena x Nike",
    "2M followers on TikTok",
    "more on my IG & YT ⤴️",
    "link below 👇 my YouTube",
]


@pytest.mark.parametrize(("bio", "addresses"), WRITTEN)
def test_addresses_in_bios(bio: str, addresses: list[str]) -> None:
    found = find_social_addresses(bio, **OWN)
    elsewhere = [one.ref.address for one in found.addresses if one.role == "self" and one.form != "mention"]
    assert elsewhere == addresses


@pytest.mark.parametrize("bio", SILENT)
def test_ordinary_words_are_no_addresses(bio: str) -> None:
    assert find_social_addresses(bio, **OWN).addresses == ()


@pytest.mark.parametrize(
    "bio",
    [
        "managed by IG: @talent",
        "fan page of @lena (IG)",
        "mgmt IG @talent",
        "wife of @jo (insta)",
        "booking: IG @talent",
    ],
)
def test_somebody_elses_address_is_known_as_such(bio: str) -> None:
    assert {one.role for one in find_social_addresses(bio, **OWN).addresses} == {"other"}


def test_a_second_account_of_ones_own_is_told_from_a_greeting() -> None:
    roles = {one.ref.handle: one.role for one in find_social_addresses("backup: @lena2 | hi @tom", **OWN).addresses}
    assert roles == {"lena2": "second", "tom": "self"}
    greeting = find_social_addresses("hi @tom", **OWN).addresses[0]
    assert greeting.form == "mention"


def test_a_link_field_holds_an_account_or_a_site() -> None:
    found = find_social_addresses("", "https://instagram.com/lena", **OWN)
    assert [(one.ref.address, one.place) for one in found.addresses] == [("instagram:lena", "link")]
    assert find_social_addresses("", "linktr.ee/lena", **OWN).links == ("linktr.ee/lena",)
    assert find_social_addresses("twitch: lena_plays", **OWN).links == ("twitch:lena_plays",)


def test_ones_own_address_is_no_evidence() -> None:
    assert find_social_addresses("tiktok.com/@lena.bakes", **OWN).addresses == ()


def test_of_an_email_address_only_the_domain_stays_and_of_a_phone_number_nothing() -> None:
    bio = "lena@lenabakes.com, hello (at) talent (dot) co, me@gmail.com, +49 170 1234567"
    found = find_social_addresses(bio, **OWN)
    assert found.mail_domains == ("lenabakes.com", "talent.co")
    assert found.addresses == ()
    assert "@" not in redact(bio)
    assert "170" not in redact(bio)


@pytest.mark.parametrize(
    ("handle", "name", "bio"),
    [
        ("lenafanpage", "Lena", ""),
        ("lena_fan", "", ""),
        ("lena", "Lena Fans", ""),
        ("lena", "", "not affiliated with Lena"),
        ("lena", "", "Fan account, run by fans"),
        ("lena", "", "inoffizielle Seite"),
    ],
)
def test_pages_about_somebody_are_recognised(handle: str, name: str, bio: str) -> None:
    assert is_about_somebody(handle, name, bio)


@pytest.mark.parametrize(
    ("handle", "name", "bio"),
    [
        ("stefan", "Stefan", "baker"),
        ("tiffany", "Tiffany", "so many of your fan theories"),
        ("tristan", "", "huge coffee fan"),
    ],
)
def test_names_that_hold_such_letters_are_not(handle: str, name: str, bio: str) -> None:
    assert not is_about_somebody(handle, name, bio)


@given(st.text(max_size=120), st.text(max_size=40))
def test_no_bio_breaks_the_grammar(bio: str, link: str) -> None:
    found = find_social_addresses(bio, link, **OWN)
    assert all(one.ref.address for one in found.addresses)


@pytest.mark.parametrize(
    "bio",
    [
        "esposo de IG: @paul",
        "my brother: insta @paul",
        "marito di ig: @paul",
        "夫 インスタ: paul_n",
        "agência | assessoria IG: @paul",
        "music by https://instagram.com/paul",
        "with TikTok: @paul",
        "co-host with IG: @paul",
    ],
)
def test_relations_and_helpers_are_others(bio: str) -> None:
    found = find_social_addresses(bio, platform="youtube", handle="lena")
    assert {one.role for one in found.addresses} == {"other"}


@pytest.mark.parametrize(
    "bio",
    ["фан-страница Лены", "팬 계정", "página de fãs", "archive of Lena", "we stan Lena", "I repost Lena"],
)
def test_fan_pages_say_so_in_many_languages(bio: str) -> None:
    assert is_about_somebody("lena_x", "Lena", bio)
