"""Pages as they are sent: whole without a script, and safe with outsiders' words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx2 as httpx
import pytest

from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase
from tests.serve.conftest import BUILD, connected
from tests.serve.invented import Person, people, publish

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"quoted\" 'single' {{ 7*7 }}"


class Elements(HTMLParser):
    """The elements of a page, as (name, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Parse a page."""
    return Elements(html).found


@pytest.fixture
def hostile(home: Home, app_database: AppDatabase) -> tuple[Home, Person]:
    """A build with one creator whose words try to be more than words."""
    person = people(1)[0]
    person.name = person.bio = person.caption = HOSTILE
    person.handle, person.link = 'a"onmouseover="alert(1)', "javascript:alert(1)"
    publish(home, BUILD, [person])
    return home, person


def test_outsiders_words_stay_words(hostile: tuple[Home, Person]) -> None:
    home, person = hostile
    with connected(home) as client:
        pages = [client.get(path).text for path in ("/", f"/creators/{person.creator_id}", "/?q=%3Cscript%3E")]
    for page in pages:
        for name, attributes in elements(page):
            assert name not in ("script", "img", "iframe", "style", "object")
            assert not [attribute for attribute in attributes if attribute.startswith("on") or attribute == "style"]
            assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))
    assert "{{ 7*7 }}" in pages[0] and "49" not in re.sub(r"<[^>]*>", "", pages[0])


def test_links_that_lead_away_take_nothing_along(client: httpx.Client, persons: list[Person]) -> None:
    page = client.get("/").text + client.get(f"/creators/{persons[0].creator_id}").text
    away = [attributes for name, attributes in elements(page) if (attributes.get("href") or "").startswith("http")]
    assert away
    assert all(attributes.get("rel") == "noreferrer noopener nofollow" for attributes in away)


def test_nothing_is_loaded_from_elsewhere(client: httpx.Client, persons: list[Person]) -> None:
    for path in ("/", f"/creators/{persons[0].creator_id}", "/nothing"):
        for name, attributes in elements(client.get(path).text):
            if name in ("link", "use", "img", "form"):
                target = attributes.get("href") or attributes.get("src") or attributes.get("action") or ""
                assert target.startswith("/")
                if name in ("link", "use"):
                    assert client.get(target).status_code == 200


def test_the_first_page_says_what_it_rests_on(client: httpx.Client, persons: list[Person]) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", client.get("/").text)).replace("\xa0", " ")
    accounts = sum(len(person.platforms) for person in persons)
    joined = sum(len(person.platforms) > 1 for person in persons)
    assert "sandbox" in text and "as of 1 Nov 2026, 06:00 UTC" in text
    assert f"Accounts {accounts} " in text and f"Creators {len(persons)} " in text
    assert f"Joined creators {joined} " in text and f"Posts {accounts * 3} " in text
    assert "TikLiveAPI" in text and "41 blocked" in text


def test_a_real_installation_wears_no_sandbox_badge(home: Home, app_database: AppDatabase) -> None:
    publish(home, BUILD, people(2), kind="real")
    with connected(home) as client:
        assert "sandbox" not in client.get("/").text.lower()


def test_the_form_works_without_a_script(client: httpx.Client, persons: list[Person]) -> None:
    page = client.get("/", params={"q": "bakes", "platform": "", "min_confidence": "0.8", "sort": "name"}).text
    shown = [attributes["href"] for name, attributes in elements(page) if (attributes.get("class") or "") == "name"]
    fits = [
        person
        for person in persons
        if "bakes" in person.handle and (len(person.platforms) == 1 or person.confidence >= 0.8)
    ]
    assert sorted(shown, key=str) == sorted(f"/creators/{person.creator_id}" for person in fits)
    assert 'value="bakes"' in page and re.search(r'value="0.8" selected', page)


def test_pages_lead_on_and_back(client: httpx.Client, persons: list[Person]) -> None:
    seen, address = [], "/?limit=25&sort=name"
    for _ in range(3):
        found = elements(client.get(address).text)
        seen += [attributes["href"] for _, attributes in found if attributes.get("class") == "name"]
        following = [attributes["href"] for _, attributes in found if attributes.get("rel") == "next"]
        address = following[0] or "" if following else ""
    assert (len(seen), len(set(seen)), address) == (60, 60, "")


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/creators/nobody", 404), ("/?limit=0", 422)])
def test_a_refusal_is_a_page_too(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "All creators" in answer.text and answer.headers["x-request-id"] in answer.text


def test_a_search_without_results_and_an_empty_build_say_what_to_do(home: Home, app_database: AppDatabase) -> None:
    publish(home, BUILD, [])
    with connected(home) as client:
        assert "creatorgraph track" in client.get("/").text
        assert "No creator fits" in client.get("/?q=zzz").text
