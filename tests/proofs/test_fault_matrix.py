"""Every provider under every fault: nothing paid is lost or doubled, blocked is not empty, nobody else is delayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from creatorgraph_sandbox.servers.tiklive import TikLive
from creatorgraph_sandbox.servers.tiktok_business import TikTokBusiness
from creatorgraph_sandbox.servers.tiktok_display import TikTokDisplay
from creatorgraph_sandbox.servers.youtube import YouTube
from creatorgraph_sandbox.world.generate import FIRST_DAY

from creatorgraph.collect.report import Beat, LaneReport
from creatorgraph.land.journal_rows import CallState
from creatorgraph.types import Completeness, Outcome

from .scene import GRANTED, IMPATIENT, PROVIDERS, Books, Scene, lane_of, open_scene, shown_posts, witness_of

pytestmark = pytest.mark.slow
BROKEN_HOURS: Final = 6
HEALED_HOURS: Final = 36
LONG_LIFE: Final = 10**6
MIDDLE: Final = 4
LISTS: Final = frozenset(
    {"/user-posts/", "business_discovery", "playlist_items", "user_tweets", "video_list", "business_video_list"}
)
"""Endpoints whose first page cannot be empty here: every account of the proofs has posts."""


@dataclass(frozen=True)
class Cell:
    """A fault of the wire: its profile, the switches besides, whether the client gives up before the answer comes."""

    profile: str
    switches: dict[str, object] = field(default_factory=dict)
    impatient: bool = False


CELLS: Final = {
    "429 storm": Cell("429:1"),
    "5xx": Cell("5xx:0.5"),
    "outage": Cell("5xx:1"),
    "time-out": Cell("hang:1", impatient=True),
    "slow body": Cell("slow:0.5", {"slow_seconds": 0.01}),
    "slow body, too slow": Cell("slow:1", {"slow_seconds": 0.4}, impatient=True),
    "cut body": Cell("dropped:0.5"),
    "malformed JSON": Cell("truncated:0.5"),
    "200 with error": Cell("error200:0.5"),
    "login wall": Cell("login_wall:0.5"),
    "empty where blocked": Cell("empty_list:0.5"),
    "expired cursor": Cell("expired_cursor:0.5"),
    "every cursor expired": Cell("expired_cursor:1"),
    "duplicate page": Cell("duplicate_page:0.5"),
    "repeated cursor": Cell("repeated_cursor:0.5"),
    "falling counter": Cell("falling_counter:0.5"),
    "429 and a clock ahead": Cell("429:0.5", {"provider_clock": "ahead"}),
    "429 and a clock behind": Cell("429:0.5", {"provider_clock": "behind"}),
}
MEANINGLESS: Final = {
    **{
        (provider, cell): "its cursors are instants: nothing in them can expire, and none names a page"
        for provider in ("tiklive", *GRANTED)
        for cell in ("expired cursor", "every cursor expired")
    },
    ("tiktok_business", "duplicate page"): "its page is what is older than the cursor; none leads back to the first",
}


@dataclass(frozen=True)
class Outcomes:
    """How a run ended, on both sides."""

    books: Books
    witness: Books
    served: int
    violations: dict[str, int]
    reports: dict[str, LaneReport]


_healthy: dict[str, Outcomes] = {}


async def run(root: Path, provider: str, cell: Cell) -> Outcomes:
    """Six hours under the fault and thirty without it, beside another lane on the same clock."""
    async with open_scene(root, tiktok_access_seconds=LONG_LIFE, **cell.switches) as scene:
        scene.people(provider, witness_of(provider))
        scene.strike(provider, cell.profile)
        scene.hurried = provider if cell.impatient else ""
        await scene.live(0, BROKEN_HOURS, real_seconds=IMPATIENT)
        scene.strike(provider, "none")
        scene.hurried = ""
        return outcomes(scene, provider, await scene.live(BROKEN_HOURS, HEALED_HOURS))


def outcomes(scene: Scene, provider: str, reports: object) -> Outcomes:
    """The books of both sides as they stand."""
    assert isinstance(reports, dict)
    books, witness = scene.books(lane_of(provider)), scene.books(witness_of(provider))
    ledger = scene.sandbox.ledgers[provider]
    return Outcomes(books, witness, scene.served(provider), dict(ledger.violations), reports)


async def healthy(provider: str, folder: Path) -> Outcomes:
    """The same span without a fault, run once."""
    if provider not in _healthy:
        _healthy[provider] = await run(folder / "without a fault", provider, Cell("none"))
        assert len(_healthy[provider].books.posts()) > 100
    return _healthy[provider]


@pytest.mark.parametrize(("provider", "name"), [cell for cell in product(PROVIDERS, CELLS) if cell not in MEANINGLESS])
async def test_a_fault_of_the_wire(provider: str, name: str, tmp_path: Path) -> None:
    broken, sound = await run(tmp_path / "with a fault", provider, CELLS[name]), await healthy(provider, tmp_path)
    check_money(broken)
    check_completeness(broken.books)
    check_recovery(broken, sound)
    assert broken.witness.timetable == sound.witness.timetable, "the other lane did just what it does without the fault"


def check_money(found: Outcomes) -> None:
    """Confirmed <= served <= confirmed + maybe_charged; each confirmed answer is in the lake once."""
    books, states = found.books, found.books.states()
    confirmed = states[CallState.ANSWERED]
    assert CallState.SENT not in states
    assert confirmed <= found.served <= confirmed + states[CallState.MAYBE_CHARGED]
    ids = Counter(one.answer_id for one in books.envelopes)
    assert set(ids.values()) == {1}
    assert {call for call, state in books.calls.items() if state is CallState.ANSWERED} <= set(ids) <= set(books.calls)
    assert books.waiting == 0
    assert found.violations == {}, "nobody was asked more often than its limits allow"


def check_completeness(books: Books) -> None:
    """What a wall brought is never called empty or whole."""
    for one in books.envelopes:
        whole = one.completeness in (Completeness.COMPLETE, Completeness.EMPTY)
        walled = "Log in to continue" in one.payload
        first = not any(word in one.request_param for word in ("cursor", "after", "oken", "since"))
        hollow = one.endpoint in LISTS and first and one.http_status == 200 and not shown_posts(one)
        unsaid = (
            one.provider == "x"
        )  # X leaves out what is hidden, and nothing in its answer tells it from nothing new.
        assert not (whole and (walled or (hollow and not unsaid))), (one.endpoint, one.request_param)


def check_recovery(broken: Outcomes, sound: Outcomes) -> None:
    """Once the fault is over, all is there that a run without it has, and nothing is left to do."""
    assert [report.stopped for report in broken.reports.values()] == [None] * len(broken.reports)
    assert {report.due for report in broken.reports.values()} == {0}
    assert broken.books.work.keys() == sound.books.work.keys()
    assert set(broken.books.work.values()) == {Outcome.OK}
    missing = sound.books.posts() - broken.books.posts()
    assert not missing, f"{len(missing)} posts are lost for good"


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_token_that_expires_in_the_middle_of_a_run(provider: str, tmp_path: Path) -> None:
    """A lane's own key stops the lane, which says so, until a person mends it; a creator's token is renewed at once."""
    sound = await healthy(provider, tmp_path)
    async with open_scene(tmp_path / "token", tiktok_access_seconds=LONG_LIFE) as scene:
        scene.people(provider, witness_of(provider))
        mend = Expiry(scene, lane_of(provider), MIDDLE)
        first = await scene.live(0, BROKEN_HOURS, progress=mend.beat)
        stopped = first[lane_of(provider)].stopped
        assert mend.happened
        assert (stopped is None) == (provider in GRANTED)
        if stopped is not None:
            assert "refuses the credentials" in str(stopped)
        mend.undo()
        last = outcomes(scene, provider, await scene.live(BROKEN_HOURS, HEALED_HOURS))
    check_money(last)
    check_recovery(last, sound)
    assert last.witness.timetable == sound.witness.timetable


@dataclass
class Expiry:
    """Makes a provider's token invalid after so many answers of its lane."""

    scene: Scene
    lane: str
    left: int
    undo: Callable[[], object] = lambda: None
    happened: bool = False

    def beat(self, beat: Beat) -> None:
        self.left -= beat.lane == self.lane
        if self.left == 0 and beat.lane == self.lane:
            self.happened, self.undo = True, self._expire()

    def _expire(self) -> Callable[[], object]:
        server, turn = self.scene.sandbox.providers[self.lane.partition("@")[0]], self.scene.sandbox.board.turn
        if isinstance(server, TikLive):
            balance = server.balances.pop(server.key)
            return lambda: server.balances.update({server.key: balance})
        if isinstance(server, YouTube):
            key, server.key = server.key, "AIzaAnother"
            return lambda: setattr(server, "key", key)
        if isinstance(server, TikTokDisplay | TikTokBusiness):
            for pair in server.consents.pairs():
                server.consents.expire(pair, FIRST_DAY.timestamp())
            return lambda: None
        name = {"instagram": "instagram_token_expired", "x": "x_token_refused"}[self.lane]
        turn({name: True})
        return lambda: turn({name: False})
