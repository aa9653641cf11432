"""Each switch of TikLiveAPI's stand-in bends what it says, and nothing else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from creatorgraph_sandbox.switches import Switches, UnknownSwitch
from creatorgraph_sandbox.world.generate import World, generate_world
from creatorgraph_sandbox.world.handles import TIKTOK

from .conftest import Caller, Serve, instant, steady
from .test_tiklive_contract import walk


async def user_of(caller: Caller, index: int, day: float = 0.0) -> Any:
    reply = await caller.tiklive("/userinfo-by-id/", userid=caller.world.accounts[index].native_id, day=day)
    return reply.json()


def linked(world: World) -> int:
    """The place of a TikTok account that shows a link."""
    return next(account.index for account in world.accounts if account.platform == TIKTOK and account.link)


@pytest.mark.parametrize(("value", "path"), [("beside", ()), ("user", ("user", "stats")), ("flat", ("user",))])
async def test_stats_place(serve: Serve, value: str, path: tuple[str, ...]) -> None:
    caller = await serve(stats_place=value)
    place = profile = await user_of(caller, steady(caller.world, TIKTOK).index)
    for step in path or ("stats",):
        place = place[step]
    assert isinstance(place["followerCount"], int)
    assert ("stats" in profile) == (value == "beside")


async def test_bio_link_forms(serve: Serve) -> None:
    caller = await serve()
    index = linked(caller.world)
    link = caller.world.accounts[index].link
    expected = {"object": {"link": link, "risk": 3}, "string": link, "null": None}
    for value, form in expected.items():
        await caller.control("/switches", {"bio_link": value})
        assert (await user_of(caller, index))["user"]["bioLink"] == form
    await caller.control("/switches", {"bio_link": "absent"})
    assert "bioLink" not in (await user_of(caller, index))["user"]


async def test_a_string_link_is_empty_where_none_is_shown(serve: Serve) -> None:
    caller = await serve(bio_link="string")
    bare = next(one.index for one in caller.world.accounts if one.platform == TIKTOK and one.link is None)
    assert (await user_of(caller, bare))["user"]["bioLink"] == ""


async def test_mixed_bio_links(serve: Serve) -> None:
    caller = await serve(bio_link="mixed", world=generate_world(creators=200))
    forms = set()
    for account in caller.world.accounts[:300]:
        if account.platform == TIKTOK and account.link and account.exists_at(instant(0)):
            user = (await user_of(caller, account.index))["user"]
            forms.add(type(user["bioLink"]).__name__ if "bioLink" in user else "absent")
    assert forms == {"dict", "str", "NoneType", "absent"}


async def test_social_members(serve: Serve) -> None:
    caller = await serve(social_members="some")
    flags = [
        "ins_id" in (await user_of(caller, account.index))["user"]
        for account in caller.world.accounts
        if account.platform == TIKTOK and account.exists_at(instant(0))
    ]
    assert any(flags) and not all(flags)


async def test_has_more_form(serve: Serve) -> None:
    caller = await serve(has_more_form="number")
    account = steady(caller.world, TIKTOK, least_posts=30)
    pages = await walk(caller, account)
    assert [page["hasMore"] for page in pages] == [1] * (len(pages) - 1) + [0]


async def test_has_more_on_empty_page(serve: Serve) -> None:
    caller = await serve(has_more_on_empty_page="on")
    account = steady(caller.world, TIKTOK, least_posts=5)
    cursor, sizes = "0", []
    for _ in range(20):
        page = await caller.posts(account, count="35", cursor=cursor)
        assert page["hasMore"] is True
        sizes.append(len(page["videos"]))
        cursor = page["cursor"]
        if not page["videos"]:
            break
    assert sizes[-1] == 0 and sizes[0] > 0


async def test_repeated_cursor(serve: Serve) -> None:
    caller = await serve(repeated_cursor="on")
    account = steady(caller.world, TIKTOK, least_posts=50)
    first = await caller.posts(account)
    second = await caller.posts(account, cursor=first["cursor"])
    assert second["cursor"] == first["cursor"] and second["hasMore"] is True


async def test_duplicate_video_repeats_and_loses_nothing(serve: Serve) -> None:
    caller = await serve(duplicate_video="on")
    account = steady(caller.world, TIKTOK, least_posts=50)
    pages = await walk(caller, account)
    for before, after in pairwise(pages):
        assert before["videos"][-1]["video_id"] == after["videos"][0]["video_id"]
    found = {video["video_id"] for page in pages for video in page["videos"]}
    assert len(found) == len(caller.world.timeline(account.index).visible(instant(10)))
    assert all(len(page["videos"]) <= 20 for page in pages)


@pytest.mark.parametrize(("value", "expected"), [("off", {0}), ("all", {1})])
async def test_pinned_first(serve: Serve, value: str, expected: set[int]) -> None:
    caller = await serve(pinned_first=value)
    accounts = [account for account in caller.world.accounts if account.platform == TIKTOK and account.posts_per_week]
    tops = set()
    for account in accounts[:15]:
        if len(caller.world.timeline(account.index).visible(instant(0))) > 3:
            tops.add((await caller.posts(account))["videos"][0]["is_top"])
    assert tops == expected


@pytest.mark.parametrize(("value", "kinds"), [("off", {str}), ("all", {type(None)})])
async def test_null_title(serve: Serve, value: str, kinds: set[type]) -> None:
    caller = await serve(null_title=value, rate_limit=10_000)
    found = set()
    for account in caller.world.accounts[:60]:
        if account.platform == TIKTOK and account.exists_at(instant(10)):
            found |= {type(video["title"]) for video in (await caller.posts(account, count="35"))["videos"]}
    assert found == kinds


@pytest.mark.parametrize(("value", "nulls"), [("off", set()), ("all", {"play_count", "digg_count", "collect_count"})])
async def test_null_counters(serve: Serve, value: str, nulls: set[str]) -> None:
    caller = await serve(null_counters=value)
    found = set()
    for account in caller.world.accounts[:60]:
        if account.platform == TIKTOK and account.exists_at(instant(10)):
            for video in (await caller.posts(account, count="35"))["videos"]:
                found |= {name for name in ("play_count", "digg_count", "collect_count") if video[name] is None}
    assert found == nulls


async def test_numeric_aweme_id(serve: Serve) -> None:
    caller = await serve(aweme_id="numeric")
    video = (await caller.posts(steady(caller.world, TIKTOK)))["videos"][0]
    assert video["aweme_id"] == video["video_id"]


async def test_wrapper(serve: Serve) -> None:
    caller = await serve(wrapper="on")
    good = await caller.tiklive("/userid/", username=steady(caller.world, TIKTOK).first_handle)
    assert good.json()["code"] == 0 and set(good.json()["data"]) == {"id"}
    bad = (await caller.tiklive("/userid/", username="nobody.at.all")).json()
    assert bad["code"] != 0 and bad["msg"] == "Not found user"


@pytest.mark.parametrize(
    ("key", "params", "status"),
    [("", {}, 401), ("nonsense", {}, 401), (None, {"username": "nobody.at.all"}, 404), (None, {}, 400)],
)
async def test_error_style(serve: Serve, key: str | None, params: dict[str, str], status: int) -> None:
    caller = await serve(error_style="4xx")
    assert (await caller.tiklive("/userid/", key=key, **params)).status == status


async def test_spent_credits_in_the_4xx_style(serve: Serve) -> None:
    caller = await serve(error_style="4xx", credits_spent="on")
    assert (await caller.tiklive("/userid/", username="a")).status == 402


async def test_private_list_can_be_empty(serve: Serve) -> None:
    caller = await serve(private_list="empty", world=generate_world(creators=200))
    account = next(one for one in caller.world.accounts if one.platform == TIKTOK and one.fate.private is not None)
    page = await caller.posts(account, day=95)
    assert page == {"videos": [], "cursor": "0", "hasMore": False}


async def test_charge_errors(serve: Serve) -> None:
    caller = await serve(charge_errors="on")
    await caller.tiklive("/userid/", username="nobody.at.all")
    await caller.tiklive("/userid/", username="nobody.at.all", key="")
    assert (await caller.ledger("tiklive"))["charged"] == 1


async def test_burst_limit_and_retry_after(serve: Serve) -> None:
    caller = await serve(burst_limit=2, retry_after=7)
    name = steady(caller.world, TIKTOK).first_handle
    replies = [await caller.tiklive("/userid/", username=name) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[2].headers["Retry-After"] == "7"
    assert (await caller.tiklive("/userid/", username=name, day=2 / 86_400)).status == 200


async def test_counter_decrease(serve: Serve) -> None:
    caller = await serve()
    account = steady(caller.world, TIKTOK, least_posts=10)
    before = await user_of(caller, account.index)
    videos = (await caller.posts(account))["videos"]
    await caller.control("/switches", {"counter_decrease": True})
    after = await user_of(caller, account.index)
    assert after["stats"]["followerCount"] < before["stats"]["followerCount"]
    fallen = (await caller.posts(account))["videos"]
    assert fallen[-1]["play_count"] < videos[-1]["play_count"]


@pytest.mark.parametrize(
    "settings",
    [{"nonsense": "on"}, {"bio_link": "number"}, {"wrapper": "maybe"}, {"rate_limit": "many"}, {"rate_limit": -1}],
)
def test_a_wrong_switch_is_refused_with_what_would_be_right(settings: dict[str, object]) -> None:
    with pytest.raises(UnknownSwitch, match=r"Known are|takes"):
        Switches().turned(settings)


def test_nothing_is_turned_when_one_of_several_is_wrong() -> None:
    switches = Switches()
    with pytest.raises(UnknownSwitch):
        switches.turned({"wrapper": "on", "bio_link": "number"})
    assert switches == Switches()


def test_every_switch_says_what_it_means() -> None:
    for entry in Switches().described():
        assert entry["meaning"]
        assert not entry["choices"] or entry["value"] in (True, False) or entry["value"] == entry["choices"][0]  # type: ignore[index]
