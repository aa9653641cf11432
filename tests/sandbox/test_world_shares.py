"""The generated world has the shares that its profile promises, and its rare cases."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import pytest
from creatorgraph_sandbox.profile import PROFILE, GeneratorProfile
from creatorgraph_sandbox.world.accounts import Account
from creatorgraph_sandbox.world.generate import World, generate_world
from creatorgraph_sandbox.world.handles import INSTAGRAM, PLATFORMS, TIKTOK, X, normalise
from creatorgraph_sandbox.world.people import BRAND, IMPOSTOR, PERSON, STRANGER


def by_person(world: World) -> dict[str, dict[str, Account]]:
    people: dict[str, dict[str, Account]] = defaultdict(dict)
    for account in world.accounts:
        people[account.person.person_id][account.platform] = account
    return people


def agreement(world: World, left: str, right: str) -> float:
    both = [owned for owned in by_person(world).values() if left in owned and right in owned]
    same = [owned for owned in both if normalise(owned[left].first_handle) == normalise(owned[right].first_handle)]
    return len(same) / len(both)


@pytest.mark.parametrize(
    ("left", "right", "share"),
    [
        (TIKTOK, INSTAGRAM, PROFILE.agree_tiktok_instagram),
        (TIKTOK, X, PROFILE.agree_tiktok_x),
        (X, INSTAGRAM, PROFILE.agree_x_instagram),
    ],
)
def test_handles_agree_as_often_as_in_real_data(thousand: World, left: str, right: str, share: float) -> None:
    # Some 430 pairs each: three standard errors are about 0.07.
    assert agreement(thousand, left, right) == pytest.approx(share, abs=0.07)


def test_some_agreeing_handles_differ_in_punctuation(thousand: World) -> None:
    pairs = [
        (owned[TIKTOK].first_handle, owned[INSTAGRAM].first_handle)
        for owned in by_person(thousand).values()
        if TIKTOK in owned and INSTAGRAM in owned
    ]
    same = [(left, right) for left, right in pairs if normalise(left) == normalise(right)]
    assert 0.02 < sum(left != right for left, right in same) / len(same) < 0.16


def test_creators_are_on_one_to_four_platforms(thousand: World) -> None:
    counts = Counter(len(owned) for name, owned in by_person(thousand).items() if name.startswith("p"))
    assert set(counts) == {1, 2, 3, 4}
    for number, share in enumerate(PROFILE.platform_counts, start=1):
        assert counts[number] / 1_000 == pytest.approx(share, abs=0.06)


def test_creators_count_entities_and_bystanders_come_on_top(thousand: World) -> None:
    people = {account.person.person_id: account.person.kind for account in thousand.accounts}
    kinds = Counter(people.values())
    assert kinds[PERSON] + kinds[BRAND] == 1_000
    assert kinds[IMPOSTOR] == 50
    assert kinds[STRANGER] > 80


def test_no_two_accounts_share_a_handle_or_an_id_on_the_first_day(thousand: World) -> None:
    standing = [account for account in thousand.accounts if account.exists_at(thousand.start)]
    handles = Counter((account.platform, account.first_handle.lower()) for account in standing)
    assert handles.most_common(1)[0][1] == 1
    assert len({(account.platform, account.native_id) for account in thousand.accounts}) == len(thousand.accounts)


def test_ids_look_like_the_platforms_own(thousand: World) -> None:
    for account in thousand.accounts:
        if account.platform == TIKTOK:
            assert len(account.native_id) == 19 and account.native_id.isdecimal()
        elif account.platform == INSTAGRAM:
            assert account.native_id.startswith("178414") and len(account.native_id) == 17
        elif account.platform == X:
            assert account.native_id.isdecimal()
        else:
            assert account.native_id.startswith("UC") and len(account.native_id) == 24


def test_handles_obey_the_platforms_rules(thousand: World) -> None:
    longest = {TIKTOK: 24, INSTAGRAM: 30, X: 15, "youtube": 30}
    for account in thousand.accounts:
        for handle in {account.first_handle, account.fate.new_handle} - {""}:
            assert len(handle) <= longest[account.platform], (account.platform, handle)
            allowed = "" if account.platform == X else "."
            assert set(normalise(handle)) | set("_" + allowed) >= set(handle.lower())


def test_impostors_copy_the_name_and_nearly_the_handle_and_attest_nothing(thousand: World) -> None:
    names = {account.person.name for account in thousand.accounts if account.person.kind in (PERSON, BRAND)}
    impostors = [account for account in thousand.accounts if account.person.kind == IMPOSTOR]
    assert impostors
    for account in impostors:
        assert account.person.name in names
        assert account.link is None and "@" not in account.bio


def test_strangers_hold_creators_handles_and_common_first_names(thousand: World) -> None:
    owners = defaultdict(set)
    for account in thousand.accounts:
        if account.exists_at(thousand.start):
            owners[normalise(account.first_handle)].add((account.person.person_id, account.person.kind))
    shared = [found for found in owners.values() if len({person for person, _ in found}) > 1]
    assert any({kind for _, kind in found} == {STRANGER} for found in shared)
    assert any(STRANGER in {kind for _, kind in found} and PERSON in {kind for _, kind in found} for found in shared)


def test_namesakes_share_a_name_and_nothing_else(thousand: World) -> None:
    names = Counter(
        owned[next(iter(owned))].person.name
        for name, owned in by_person(thousand).items()
        if name.startswith("p") and next(iter(owned.values())).person.kind == PERSON
    )
    assert sum(count > 1 for count in names.values()) >= 40


def test_agency_links_are_shared_by_several_creators(thousand: World) -> None:
    owners = defaultdict(set)
    for account in thousand.accounts:
        if account.link and account.link.lower().rstrip("/").endswith("/roster"):
            owners[account.link].add(account.person.person_id)
    assert owners and max(len(found) for found in owners.values()) >= 2


def test_links_are_of_every_kind(thousand: World) -> None:
    links = [account.link or "" for account in thousand.accounts]
    for part in ("linktr.ee/", ".example", "instagram.com/", "tiktok.com/@"):
        assert any(part in link.lower() for link in links), part
    assert any(link and "://" not in link for link in links)
    assert any("utm_source" in link for link in links)


def test_only_agencies_make_two_creators_show_one_link(thousand: World) -> None:
    def bare(link: str) -> str:
        link = link.lower().split("://")[-1].removeprefix("www.")
        return link.split("?")[0].rstrip("/")

    owners = defaultdict(set)
    for account in thousand.accounts:
        if account.link:
            owners[bare(account.link)].add(account.person.person_id)
    shared = {link for link, people in owners.items() if len(people) > 1}
    assert shared and all(link.endswith("/roster") for link in shared)


def test_bios_name_the_owners_other_handles(thousand: World) -> None:
    people = by_person(thousand)
    naming = [
        account
        for account in thousand.accounts
        for platform, other in people[account.person.person_id].items()
        if platform != account.platform and f"@{other.first_handle}" in account.bio
    ]
    assert len(naming) > 100


@pytest.mark.parametrize("creators", [8, 60])
def test_a_small_world_has_every_rare_case(creators: int) -> None:
    world = generate_world(creators=creators)
    assert any(account.fate.renamed for account in world.accounts)
    assert any(account.fate.created for account in world.accounts)
    assert any(account.fate.deleted for account in world.accounts)
    assert any(account.fate.private for account in world.accounts)
    assert {account.person.kind for account in world.accounts} == {PERSON, BRAND, IMPOSTOR, STRANGER}


@pytest.mark.parametrize("creators", [1, 2, 3])
def test_the_smallest_worlds_stand(creators: int) -> None:
    assert generate_world(creators=creators).accounts


def test_a_null_world_plants_nothing() -> None:
    world = generate_world(creators=400, null=True)
    assert len(world.accounts) == len({account.person.person_id for account in world.accounts}) == 400
    for account in world.accounts:
        fate = account.fate
        assert fate.created is fate.renamed is fate.deleted is fate.private is None
        assert account.person.kind in (PERSON, BRAND)
        assert not account.link or not any(host in account.link for host in ("tiktok.com", "instagram.com", "x.com"))
    links = Counter(account.link for account in world.accounts if account.link)
    assert max(links.values()) == 1


def test_shares_can_be_changed() -> None:
    profile = GeneratorProfile(
        agree_all_three=1.0, agree_tiktok_instagram=1.0, agree_tiktok_x=1.0, agree_x_instagram=1.0
    )
    world = generate_world(creators=100, profile=profile)
    for left, right in combinations((TIKTOK, INSTAGRAM, X), 2):
        assert agreement(world, left, right) == 1.0


def test_every_platform_is_there(thousand: World) -> None:
    assert {account.platform for account in thousand.accounts} == set(PLATFORMS)
