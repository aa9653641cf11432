"""Which account a URL or a person's word for it names, platform by platform."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.errors import ConfigurationError
from creatorgraph.handles import AccountRef, parse_account, parse_account_url
from creatorgraph.types import Platform

CHANNEL = "UCJrOtniJ0-NWz37R30urifQ"
VIDEO = "dQw4w9WgXcQ"

NAMED = [
    ("https://www.tiktok.com/@lena.bakes", "tiktok:lena.bakes"),
    ("tiktok.com/@Lena.Bakes?lang=en", "tiktok:lena.bakes"),
    ("https://m.tiktok.com/@lena/video/7106658991907802411", "tiktok:lena"),
    ("http://www.tiktok.com/lena", "tiktok:lena"),
    ("https://www.tiktok.com/share/user/6808602373405", "tiktok:#6808602373405"),
    ("https://m.tiktok.com/h5/share/usr/6808602373405.html", "tiktok:#6808602373405"),
    ("https://www.instagram.com/Lena.Bakes/", "instagram:lena.bakes"),
    ("instagram.com/lena?igshid=abc&utm_source=qr", "instagram:lena"),
    ("https://instagr.am/lena", "instagram:lena"),
    ("https://ig.me/m/lena", "instagram:lena"),
    ("https://www.instagram.com/_u/lena", "instagram:lena"),
    ("https://www.instagram.com/stories/lena/31415926/", "instagram:lena"),
    ("https://www.instagram.com/lena/reel/CabcdefGHIJ/", "instagram:lena"),
    ("https://www.threads.net/@lena", "instagram:lena"),
    ("https://l.instagram.com/?u=https%3A%2F%2Fx.com%2Flena&e=AT1", "x:lena"),
    ("https://x.com/Lena_Bakes", "x:lena_bakes"),
    ("https://mobile.twitter.com/lena", "x:lena"),
    ("https://twitter.com/@lena", "x:lena"),
    ("https://twitter.com/#!/lena", "x:lena"),
    ("https://twitter.com/lena/status/1460323737035677698", "x:lena"),
    ("https://twitter.com/intent/user?screen_name=Lena", "x:lena"),
    ("https://twitter.com/intent/follow?user_id=2244994945", "x:#2244994945"),
    ("https://x.com/i/user/2244994945", "x:#2244994945"),
    (f"https://www.youtube.com/channel/{CHANNEL}?sub_confirmation=1", f"youtube:#{CHANNEL}"),
    (f"https://studio.youtube.com/channel/{CHANNEL}/videos", f"youtube:#{CHANNEL}"),
    ("https://m.youtube.com/@LenaBakes/featured", "youtube:lenabakes"),
    ("youtube.com/c/LenaBakes", "youtube:lenabakes"),
    ("youtube.com/user/LenaBakes/", "youtube:lenabakes"),
    ("https://www.youtube.com/LenaBakes", "youtube:lenabakes"),
    ("https://www.youtube.com/@l%C3%A9na", "youtube:lena"),
]
NAMELESS = [
    "",
    "hello",
    "https://example.com/@lena",
    "https://www.tiktok.com/",
    "https://www.tiktok.com/explore",
    "https://www.tiktok.com/tag/baking",
    "https://vm.tiktok.com/ZMabc123/",
    "https://www.instagram.com/explore/tags/baking/",
    "https://www.instagram.com/p/CabcdefGHIJ/",
    "https://www.instagram.com/reel/CabcdefGHIJ/",
    "https://www.instagram.com/stories/highlights/17900/",
    "https://x.com/home",
    "https://x.com/i/lists/12345",
    "https://x.com/i",
    "https://twitter.com/search?q=lena",
    "https://twitter.com/intent/tweet?text=hi",
    f"https://www.youtube.com/watch?v={VIDEO}",
    f"https://youtu.be/{VIDEO}",
    f"https://www.youtube.com/shorts/{VIDEO}",
    "https://www.youtube.com/playlist?list=PL123",
    "https://www.youtube.com/channel/notanid",
    "https://www.facebook.com/lena",
    "http://[broken",
]


@pytest.mark.parametrize(("url", "address"), NAMED)
def test_a_url_names_its_account(url: str, address: str) -> None:
    found = parse_account_url(url)
    assert found is not None
    assert found.address == address


@pytest.mark.parametrize("url", NAMELESS)
def test_words_of_the_site_and_other_hosts_name_nobody(url: str) -> None:
    assert parse_account_url(url) is None


@pytest.mark.parametrize(
    ("platform", "text", "address"),
    [
        ("tiktok", "@Lena.Bakes", "tiktok:lena.bakes"),
        ("tiktok", " lena ", "tiktok:lena"),
        ("instagram", "https://instagram.com/lena", "instagram:lena"),
        ("x", "＠lena", "x:lena"),
        ("youtube", CHANNEL, f"youtube:#{CHANNEL}"),
        ("youtube", "@lena-bakes", "youtube:lena-bakes"),
        ("youtube", "youtube.com/@lena", "youtube:lena"),
    ],
)
def test_a_person_may_name_an_account_in_any_form(platform: str, text: str, address: str) -> None:
    found = parse_account(platform, text)
    assert found is not None
    assert found.address == address


@pytest.mark.parametrize(
    ("platform", "text"),
    [
        ("tiktok", ""),
        ("tiktok", "lena bakes"),
        ("tiktok", "123456"),
        ("tiktok", "https://instagram.com/lena"),
        ("instagram", "lena..bakes"),
        ("instagram", "a" * 31),
        ("x", "lena.bakes"),
        ("youtube", "https://www.youtube.com/"),
    ],
)
def test_what_cannot_be_an_account_there_is_refused(platform: str, text: str) -> None:
    assert parse_account(platform, text) is None


def test_an_unknown_platform_is_named_beside_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match=r"facebook.*instagram, tiktok, x, youtube"):
        parse_account("facebook", "lena")


@given(st.sampled_from(list(Platform)), st.from_regex(r"[a-z][a-z0-9_]{2,14}", fullmatch=True))
def test_handle_and_address_come_back_from_every_way_of_writing(platform: Platform, handle: str) -> None:
    expected = AccountRef(platform, handle=handle)
    assert parse_account(platform, handle) == expected
    assert parse_account(platform, f"@{handle.upper()}") == expected


@given(st.text(max_size=60))
def test_no_text_breaks_the_parsers(text: str) -> None:
    parse_account_url(text)
    for platform in Platform:
        ref = parse_account(platform, text)
        assert ref is None or ref.platform == platform
