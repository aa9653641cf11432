"""Pages of media: nested ones with cursors only, one's own with `next`; nothing is skipped, nothing loops."""

from __future__ import annotations

import json
from typing import Any

from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.generate import generate_world
from creatorgraph_sandbox.world.handles import INSTAGRAM

from .conftest import Caller, Serve, instant, steady
from .test_instagram_contract import error_of


async def nested(caller: Caller, account: Account, modifiers: str, day: float = 10.0) -> Any:
    reply = await caller.discover(account.first_handle, f"media{modifiers}{{id}}", day=day)
    assert reply.status == 200, reply.body
    return reply.json()["business_discovery"]["media"]


async def walk(caller: Caller, account: Account, limit: int, day: float = 10.0) -> list[Any]:
    """Nested pages until `after` is absent."""
    pages, modifiers = [], f".limit({limit})"
    for _ in range(60):
        pages.append(await nested(caller, account, modifiers, day))
        after = pages[-1].get("paging", {}).get("cursors", {}).get("after")
        if after is None:
            return pages
        modifiers = f".after({after}).limit({limit})"
    raise AssertionError("the walk does not end")


async def test_a_nested_walk_finds_every_standing_post_once_and_never_a_next(serve: Serve) -> None:
    caller = await serve()
    account = steady(caller.world, INSTAGRAM, least_posts=60)
    pages = await walk(caller, account, 20)
    found = [item["id"] for page in pages for item in page["data"]]
    standing = caller.world.timeline(account.index).visible(instant(10))
    assert len(found) == len(set(found)) == len(standing)
    assert "next" not in json.dumps(pages) and "previous" not in json.dumps(pages)
    assert all(len(page["data"]) == 20 for page in pages[:-1])


async def test_one_page_has_no_paging_and_the_default_is_twenty_five(serve: Serve) -> None:
    caller = await serve()
    account = steady(caller.world, INSTAGRAM, least_posts=30)
    standing = caller.world.timeline(account.index).visible(instant(10))
    assert len((await nested(caller, account, ""))["data"]) == 25
    whole = await nested(caller, account, ".limit(1000)") if len(standing) > 1000 else None
    await caller.control("/switches", {"instagram_page_cap": 10_000})
    whole = await nested(caller, account, ".limit(10000)")
    assert len(whole["data"]) == len(standing) and "paging" not in whole


async def test_before_goes_back(serve: Serve) -> None:
    caller = await serve()
    account = steady(caller.world, INSTAGRAM, least_posts=30)
    first = await nested(caller, account, ".limit(5)")
    second = await nested(caller, account, f".limit(5).after({first['paging']['cursors']['after']})")
    back = await nested(caller, account, f".limit(5).before({second['paging']['cursors']['before']})")
    assert back["data"] == first["data"]


async def test_too_large_a_page_is_code_1(serve: Serve) -> None:
    caller = await serve(instagram_page_cap=30)
    account = steady(caller.world, INSTAGRAM, least_posts=30)
    reply = await caller.discover(account.first_handle, "media.limit(31){id}", day=10)
    assert reply.status == 500 and error_of(reply)[0] == 1
    assert "reduce the amount of data" in reply.json()["error"]["message"]
    assert (await caller.discover(account.first_handle, "media.limit(30){id}", day=10)).status == 200


async def test_a_bad_limit_or_cursor_is_code_100(serve: Serve) -> None:
    caller = await serve()
    account = steady(caller.world, INSTAGRAM)
    for modifiers in (".limit(0)", ".limit(ten)", ".after(nonsense)"):
        reply = await caller.discover(account.first_handle, f"media{modifiers}{{id}}", day=10)
        assert error_of(reply)[0] == 100


async def test_a_cursor_dies_with_its_post(serve: Serve) -> None:
    caller = await serve(world=generate_world(creators=200))
    for account in caller.world.accounts:
        if account.platform == INSTAGRAM and account.professional and account.fate.created is None:
            for place, post in enumerate(caller.world.timeline(account.index).visible(instant(5))[:80]):
                fates = account.fate
                if post.deleted and instant(5) < post.deleted < instant(60) and not fates.deleted:
                    name = account.handle_at(instant(5))
                    page = await caller.discover(name, f"media.limit({place + 1}){{id}}", day=5)
                    after = page.json()["business_discovery"]["media"]["paging"]["cursors"].get("after")
                    if after and account.handle_at(instant(61)) == name and not account.private_at(instant(61)):
                        late = await caller.discover(name, f"media.after({after}){{id}}", day=61)
                        assert error_of(late)[0] == 100
                        return
    raise AssertionError("no post of this world is deleted in time")


async def test_own_media_follow_next_with_the_token_inside(serve: Serve) -> None:
    caller = await serve()
    token = caller.token(1)
    assert token.account is not None
    page = (await caller.instagram("id,caption,children{id}", number=1, edge="/media", limit="7", day=10)).json()
    assert token.value in page["paging"]["next"]
    found, previous = [item["id"] for item in page["data"]], None
    while address := page["paging"].get("next"):
        page = (await caller.follow(address, 10)).json()
        found += [item["id"] for item in page["data"]]
        previous = previous or page["paging"]["previous"]
    assert len(found) == len(set(found))
    assert len(found) == len(caller.world.timeline(token.account.index).visible(instant(10)))
    assert previous is not None
    back = (await caller.follow(previous, 10)).json()
    assert [item["id"] for item in back["data"]] == found[:7]


async def test_an_empty_list_may_be_left_out(serve: Serve) -> None:
    world = generate_world(creators=200)
    silent = next(
        one for one in world.accounts
        if one.platform == INSTAGRAM and one.professional and not one.posts_per_week and one.fate.created is None
    )  # fmt: skip
    caller = await serve(world=world, instagram_empty_media="absent")
    body = (await caller.discover(silent.first_handle, "media_count,media{id}")).json()
    assert body["business_discovery"] == {"media_count": 0, "id": silent.native_id}


async def test_likes_can_be_shown_or_hidden_everywhere(serve: Serve) -> None:
    caller = await serve(instagram_likes_hidden="all")
    account = steady(caller.world, INSTAGRAM, least_posts=5)
    hidden = (await caller.discover(account.first_handle, "media{like_count}", day=10)).json()
    assert all("like_count" not in item for item in hidden["business_discovery"]["media"]["data"])
    await caller.control("/switches", {"instagram_likes_hidden": "off"})
    shown = (await caller.discover(account.first_handle, "media{like_count}", day=10)).json()
    assert all("like_count" in item for item in shown["business_discovery"]["media"]["data"])
