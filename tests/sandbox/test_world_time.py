"""What time does to the world: counters grow, handles move, accounts go."""

from __future__ import annotations

from itertools import pairwise

from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.curves import DAY, Growth, reached, rounded_as_shown
from creatorgraph_sandbox.world.generate import World, generate_world
from creatorgraph_sandbox.world.handles import INSTAGRAM, TIKTOK
from creatorgraph_sandbox.world.people import STRANGER
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import instant

WORLD = generate_world(creators=40)
AGES = st.floats(0, 400 * DAY)


@settings(deadline=None, max_examples=60)
@given(AGES, AGES, st.floats(60, 30 * DAY))
def test_a_curve_never_falls_and_never_passes_its_end(one: float, other: float, half_life: float) -> None:
    early, late = sorted((one, other))
    assert 0 <= reached(early, half_life) <= reached(late, half_life) < 1


def test_half_is_reached_at_the_half_life() -> None:
    assert reached(DAY, DAY) == 0.5
    assert reached(-1, DAY) == reached(0, DAY) == 0


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 1e7), st.floats(0, 0.3), AGES, AGES)
def test_followers_never_fall(base: float, rate: float, one: float, other: float) -> None:
    growth = Growth(base, 0.0, rate, ((10 * DAY, base / 5),))
    early, late = sorted((one, other))
    assert growth.at(early) <= growth.at(late)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_rounding_keeps_the_order(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert rounded_as_shown(low) <= rounded_as_shown(high)
    assert rounded_as_shown(high) <= high <= rounded_as_shown(high) * 1.001 + 1


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(WORLD.accounts) - 1), st.floats(0, 120), st.floats(0, 120))
def test_an_accounts_counters_never_fall(index: int, one: float, other: float) -> None:
    early, late = sorted((instant(one), instant(other)))
    timeline = WORLD.timeline(index)
    assert timeline.likes(early) <= timeline.likes(late)
    for post in timeline.visible(early)[:5]:
        before, after = post.counts_at(early), post.counts_at(late)
        assert before.views <= after.views and before.likes <= after.likes and before.saves <= after.saves


def test_posts_are_strictly_ordered_and_bear_hashtags() -> None:
    for account in WORLD.accounts:
        published = [post.published for post in WORLD.timeline(account.index).posts]
        assert all(left < right for left, right in pairwise(published))
    captions = [post.caption or "" for post in WORLD.timeline(0).posts]
    assert sum("#" in caption for caption in captions) > len(captions) / 2


def renamed(world: World) -> list[Account]:
    return [account for account in world.accounts if account.fate.renamed is not None]


def test_a_renamed_account_keeps_its_id_and_loses_its_old_handle(thousand: World) -> None:
    for account in renamed(thousand):
        assert account.fate.renamed is not None
        before, after = account.fate.renamed - 1, account.fate.renamed
        assert thousand.find(account.platform, account.first_handle, before) is account
        assert thousand.find(account.platform, account.fate.new_handle, after) is account
        assert thousand.find(account.platform, account.first_handle, after) is not account
        assert thousand.account(account.platform, account.native_id, after) is account


def test_strangers_take_over_some_of_the_handles_given_up(thousand: World) -> None:
    taken = [
        found
        for account in renamed(thousand)
        if (found := thousand.find(account.platform, account.first_handle, instant(100))) is not None
    ]
    assert taken
    assert len(taken) < len(renamed(thousand))
    assert {account.person.kind for account in taken} == {STRANGER}
    assert all(not account.exists_at(thousand.start) for account in taken)


def test_deleted_accounts_are_gone_and_private_ones_stay(thousand: World) -> None:
    deleted = next(account for account in thousand.accounts if account.fate.deleted is not None)
    assert deleted.fate.deleted is not None
    assert thousand.account(deleted.platform, deleted.native_id, deleted.fate.deleted - 1) is deleted
    assert thousand.account(deleted.platform, deleted.native_id, deleted.fate.deleted) is None
    private = next(account for account in thousand.accounts if account.fate.private is not None)
    assert not private.private_at(thousand.start)
    assert private.private_at(instant(95)) and private.exists_at(instant(95))


def test_the_world_has_pinned_hidden_silent_and_personal_accounts(thousand: World) -> None:
    served = [account for account in thousand.accounts if account.platform in (TIKTOK, INSTAGRAM)]
    assert any(account.pins for account in served)
    assert any(account.likes_hidden for account in served)
    assert any(account.posts_per_week == 0 for account in served)
    assert any(not account.professional for account in served if account.platform == INSTAGRAM)
    assert all(account.professional for account in served if account.platform == TIKTOK)
    posts = [post for account in served[:60] for post in thousand.timeline(account.index).posts]
    assert any(post.caption is None for post in posts)
    assert any(post.null_counter for post in posts)
    assert any(post.deleted is not None for post in posts)


def test_thirty_five_posts_cover_about_two_months(thousand: World) -> None:
    creators = [account for account in thousand.accounts if account.person.person_id.startswith("p")]
    spans = []
    for account in creators[:90]:
        standing = thousand.timeline(account.index).visible(instant(30))
        if account.platform == TIKTOK and len(standing) >= 35:
            spans.append((standing[0].published - standing[34].published) / DAY)
    assert 45 < sorted(spans)[len(spans) // 2] < 120
