"""The pages in a browser: nothing breaks, nothing overflows, nothing is too faint, and keys are enough."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from creatorgraph.serve.app import create_app
from creatorgraph.settings import Home, Settings
from creatorgraph.store.database import AppDatabase
from tests.serve.conftest import listening
from tests.serve.invented import Person
from tests.serve.test_latest import answered

pytestmark = pytest.mark.browser

# Relative luminance and contrast as WCAG 2 defines them, over every element that holds text of its own.
TOO_FAINT = """
() => {
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const [r, g, b, a] = parse(getComputedStyle(node).backgroundColor);
      if (a === undefined || a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter(node => node.offsetParent && [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim()))
    .map(node => {
      const [low, high] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => a - b);
      return [node.className || node.tagName, (high + 0.05) / (low + 0.05)];
    })
    .filter(([, contrast]) => contrast < 4.5);
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium (make system-deps installs it): the pages in a browser are not proven")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(published: Home, app_database: AppDatabase) -> Iterator[str]:
    """The app with a build and a newly tracked account."""
    answered(app_database, "newcomer")
    with listening(create_app(published, Settings())) as address:
        yield address


def opened(browser: Browser, address: str, *, width: int = 1280, scheme: str = "light") -> Page:
    """A page that tells of every error and of every request that leaves the server."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(f"page error: {error}"))
    page.on("console", lambda message: pytest.fail(f"console: {message.text}"))
    page.on("request", lambda request: None if request.url.startswith(address) else pytest.fail(request.url))
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_and_can_be_read(
    browser: Browser, address: str, persons: list[Person], width: int, scheme: str
) -> None:
    page = opened(browser, address, width=width, scheme=scheme)
    busiest = max(persons, key=lambda person: len(person.platforms))
    for path in ("/", f"/creators/{busiest.creator_id}", "/?q=nobody"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.evaluate(TOO_FAINT) == []
    page.close()


def test_a_person_searches_and_opens_a_creator(browser: Browser, address: str, persons: list[Person]) -> None:
    person = next(one for one in persons if len(one.platforms) == 4)
    page = opened(browser, address)
    page.goto(address)
    page.get_by_label("Name or handle").fill(person.handle)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=person.name).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == person.name
    assert page.locator("svg.band").count() == 2
    assert page.locator(".spark svg").count() == 4
    page.close()


def test_keys_are_enough(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.get_by_label("Name or handle").focus()
    page.keyboard.type("bakes")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=bakes**")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = "getComputedStyle(document.activeElement)"
    assert page.evaluate(f"{style}.outlineStyle") == "solid"
    assert page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2
    page.close()


def test_pages_are_whole_without_scripts(browser: Browser, address: str, persons: list[Person]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("table.creators tbody tr").count() == 50
    page.get_by_role("link", name="Next 50").click()
    assert page.locator("table.creators tbody tr").count() == len(persons) - 50
    context.close()
