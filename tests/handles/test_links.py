"""What a web link is compared by."""

from __future__ import annotations

import pytest

from creatorgraph.handles import link_label, link_values


@pytest.mark.parametrize(
    ("url", "values"),
    [
        ("https://linktr.ee/Lena?utm=1", ("linktr.ee/lena",)),
        ("https://linktr.ee/", ()),
        ("beacons.ai/@lena", ("beacons.ai/lena",)),
        ("http://www.lenabakes.com", ("lenabakes.com",)),
        ("https://lenabakes.com/en/", ("lenabakes.com",)),
        ("https://shop.lena.co.uk/bread?x=1", ("lena.co.uk", "lena.co.uk/bread")),
        ("https://team.lena.co.uk", ("lena.co.uk", "team.lena.co.uk")),
        ("tiffany.house.gov", ("tiffany.house.gov",)),
        ("house.gov", ()),
        ("lena.wordpress.com", ("lena.wordpress.com",)),
        ("lena.carrd.co", ("lena.carrd.co",)),
        ("https://www.etsy.com/shop/LenaShop", ("etsy.com/shop/lenashop",)),
        ("https://www.etsy.com/listing/123", ()),
        ("https://www.amazon.com/dp/B0000", ()),
        ("https://www.twitch.tv/lena", ("twitch:lena",)),
        ("https://facebook.com/pg/lena/about", ("facebook:lena",)),
        ("https://www.facebook.com/profile.php?id=1", ()),
        ("bit.ly/AbC", ("bit.ly/AbC",)),
        ("https://wa.me/491701234567", ()),
        ("https://www.google.com/search?q=lena", ()),
        ("https://instagram.com/lena", ()),
        ("not a link", ()),
    ],
)
def test_link_values_go_from_general_to_specific(url: str, values: tuple[str, ...]) -> None:
    assert link_values(url) == values


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("linktr.ee/lena", "lena"),
        ("lenabakes.com", "lenabakes"),
        ("lena.wordpress.com", "lena"),
        ("twitch:lena", "lena"),
        ("bit.ly/AbC", ""),
    ],
)
def test_a_label_is_what_the_owner_chose(value: str, label: str) -> None:
    assert link_label(value) == label
