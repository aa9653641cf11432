"""An invented build: a serving file with the published tables' exact columns, and the symlink that makes it current."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from creatorgraph.ids import account_key, creator_id, post_key
from creatorgraph.settings import Home

AS_OF = datetime(2026, 11, 1, 6, tzinfo=UTC)
PLATFORMS = ("tiktok", "instagram", "x", "youtube")
PROVIDERS = {"tiktok": "tiklive", "instagram": "instagram", "x": "x", "youtube": "youtube"}

TABLES = """
create table build_info (
    build_id varchar, manifest_id varchar, app_snapshot_id varchar, ledger_id varchar, model_version varchar,
    as_of timestamp, organization varchar, creatorgraph_version varchar, home_kind varchar);
create table dim_creator (
    creator_id varchar, creator_integer_id bigint, display_name varchar, platforms varchar, platform_count integer,
    account_count integer, primary_platform varchar, primary_handle varchar, match_method varchar,
    match_confidence double, match_score integer, match_status varchar, first_seen_at timestamp,
    last_post_at timestamp,
    last_post_platform varchar);
create table dim_account (
    account_version_key varchar, account_key varchar, creator_id varchar, platform varchar, native_id varchar,
    handle varchar, display_name varchar, bio varchar, link varchar, is_verified boolean, is_private boolean,
    valid_from timestamp, valid_to timestamp, is_current boolean, is_provisional boolean);
create table bridge_creator_accounts (
    creator_id varchar, account_key varchar, platform varchar, native_id varchar, handle varchar, is_primary boolean,
    match_method varchar, match_confidence double, match_score integer, match_status varchar, match_reasons varchar[]);
create table fct_follower_snapshot (
    account_key varchar, creator_id varchar, platform varchar, snapshot_date date, follower_count bigint,
    following_count bigint, post_count bigint, like_count bigint, view_count bigint, observed_at timestamp,
    provider varchar, completeness varchar);
create table fct_post_engagement (
    post_key varchar, account_key varchar, creator_id varchar, platform varchar, native_post_id varchar,
    snapshot_date date, published_at timestamp, caption varchar, view_count bigint, like_count bigint,
    comment_count bigint, share_count bigint, save_count bigint, er_views double, er_views_with_saves double,
    is_repost boolean,
    observed_at timestamp, provider varchar);
create table creator_reach (
    creator_id varchar, formula varchar, accounts_counted integer, naive_reach bigint, reach_low bigint,
    reach_mid bigint, reach_high bigint, accounts_below_confidence integer, reach_below_confidence bigint,
    overlap_method varchar, is_directional boolean, is_default_formula boolean, observed_through timestamp);
create table coverage (
    provider varchar, lane varchar, endpoint varchar, completeness varchar, answers bigint,
    first_observed_at timestamp, last_observed_at timestamp);
create table match_pairs (
    account_key_a varchar, account_key_b varchar, platform_a varchar, platform_b varchar, handle_a varchar,
    handle_b varchar, display_name_a varchar, display_name_b varchar, follower_count_a bigint, follower_count_b bigint,
    creator_id_a varchar, creator_id_b varchar, match_score integer, match_confidence double, match_method varchar,
    match_status varchar, match_reasons varchar[], model_version varchar);
"""

FIRST = [
    "Lena",
    "Omar",
    "Ines",
    "Kofi",
    "Mara",
    "Tariq",
    "Noor",
    "Jonas",
    "Yuki",
    "Paola",
    "Seun",
    "Anouk",
    "Diego",
    "Freya",
    "Hana",
    "Milo",
    "Zadie",
    "Ravi",
]
LAST = [
    "Baker",
    "Okafor",
    "Lindqvist",
    "Haddad",
    "Moreau",
    "Tanaka",
    "Silva",
    "Novak",
    "Mensah",
    "Eriksen",
    "Castillo",
    "Iqbal",
    "Weber",
    "Rossi",
]
THEMES = ["bakes", "runs", "paints", "travels", "lifts", "reads", "codes", "sews", "cooks", "climbs"]
BIOS = (
    "Sourdough, mostly. New recipe every Sunday.",
    "Trail runner · coach · dog person 🐕",
    "Painting small things on big walls. Commissions open.",
)


@dataclass
class Person:
    """One invented creator: a name and an account for each platform named."""

    number: int
    name: str
    platforms: Sequence[str]
    followers: dict[str, int]
    confidence: float
    bio: str = ""
    link: str | None = None
    caption: str = "A quiet morning in the kitchen #sourdough"
    handle: str = ""
    days_missing: frozenset[int] = field(default_factory=frozenset)

    @property
    def keys(self) -> dict[str, str]:
        """Account keys by platform."""
        return {platform: account_key(platform, str(self.number * 10)) for platform in self.platforms}

    @property
    def creator_id(self) -> str:
        """The id that its primary account founded."""
        return creator_id(next(iter(self.keys.values())))


def people(count: int, seed: int = 7) -> list[Person]:
    """Invented creators with skewed sizes; about a third have one account only."""
    rng = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        platforms = PLATFORMS[: rng.choice((1, 2, 2, 3, 4))]
        size = int(10 ** rng.uniform(3, 7.4))
        first, last = rng.choice(FIRST), rng.choice(LAST)
        made.append(
            Person(
                number=number,
                name=f"{first} {last}",
                platforms=platforms,
                followers={platform: int(size * rng.uniform(0.1, 1)) for platform in platforms},
                confidence=rng.choice((0.99, 0.97, 0.92, 0.81, 0.66)),
                bio=rng.choice(BIOS),
                link=f"https://{first.lower()}{last.lower()}.example" if rng.random() < 0.7 else None,
                handle=f"{first.lower()}.{rng.choice(THEMES)}{number}",
                days_missing=frozenset(range(30, 45)) if number % 4 == 0 else frozenset(),
            )
        )
    return made


def publish(
    home: Home,
    build_id: str,
    persons: Iterable[Person],
    *,
    organization: str = "default",
    kind: str = "demo",
    as_of: datetime = AS_OF,
    current: bool = True,
) -> Path:
    """Write a serving file, and make its build the current one."""
    folder = home.published / "builds" / build_id
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{organization}.duckdb"
    rows = _rows(list(persons), as_of)
    rows["build_info"] = [
        (build_id, "m" * 16, "a" * 16, "l" * 16, "match-1", _naive(as_of), organization, "0.1.0", kind),
    ]
    with duckdb.connect(str(path)) as database:
        database.execute(TABLES)
        for table, content in rows.items():
            schema = database.sql(f"select * from {table}").to_arrow_table().schema
            columns = zip(*content, strict=True) if content else [()] * len(schema)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            database.from_arrow(pa.Table.from_arrays(arrays, schema=schema)).insert_into(table)
    if current:
        swap(home, build_id)
    return path


def swap(home: Home, build_id: str) -> None:
    """Make a build the current one, atomically."""
    draft = home.published / ".current.draft"
    draft.unlink(missing_ok=True)
    draft.symlink_to(Path("builds") / build_id)
    draft.replace(home.published / "current")


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _rows(persons: list[Person], as_of: datetime) -> dict[str, list[tuple[Any, ...]]]:
    rows: dict[str, list[tuple[Any, ...]]] = {
        name: []
        for name in (
            "dim_creator", "dim_account", "bridge_creator_accounts", "fct_follower_snapshot", "fct_post_engagement",
            "creator_reach", "match_pairs",
        )
    }  # fmt: skip
    for person in persons:
        _add_creator(rows, person, as_of)
        _add_reach(rows, person, as_of)
        for platform in person.platforms:
            _add_account(rows, person, platform, as_of)
        _add_pairs(rows, person, persons)
    start = _naive(as_of) - timedelta(days=90)
    rows["coverage"] = [
        ("tiklive", "tiklive", "/userinfo-by-id/", "complete", 8123, start, _naive(as_of)),
        ("tiklive", "tiklive", "/user-posts/", "blocked", 41, start, _naive(as_of)),
        ("instagram", "instagram", "business_discovery", "complete", 5120, start, _naive(as_of)),
        ("import", "import", "accounts", "complete", 310, start, _naive(as_of)),
    ]
    return rows


def _add_creator(rows: dict[str, list[tuple[Any, ...]]], person: Person, as_of: datetime) -> None:
    joined = len(person.platforms) > 1
    rows["dim_creator"].append(
        (
            person.creator_id, person.number, person.name, ",".join(person.platforms), len(person.platforms),
            len(person.platforms), person.platforms[0], person.handle, "bio_link" if joined else None,
            person.confidence if joined else None, 90 if joined else None, "auto" if joined else None,
            _naive(as_of) - timedelta(days=90),
            _naive(as_of) - timedelta(days=person.number % 20), person.platforms[-1],
        )
    )  # fmt: skip


def _add_reach(rows: dict[str, list[tuple[Any, ...]]], person: Person, as_of: datetime) -> None:
    naive, largest, counted = sum(person.followers.values()), max(person.followers.values()), len(person.platforms)
    for formula, factors in (("share_of_smaller", (0.55, 0.7, 0.85)), ("share_of_sum", (0.4, 0.6, 0.8))):
        low, mid, high = (int(largest + (naive - largest) * factor) for factor in factors)
        default = formula == "share_of_smaller"
        rows["creator_reach"].append(
            (
                person.creator_id, formula, counted, naive, low, mid, high, int(person.confidence < 0.8),
                1200 if person.confidence < 0.8 else 0, "prior", True, default, _naive(as_of),
            )
        )  # fmt: skip


def _add_account(rows: dict[str, list[tuple[Any, ...]]], person: Person, platform: str, as_of: datetime) -> None:
    key, native, creator = person.keys[platform], str(person.number * 10), person.creator_id
    primary, joined = platform == person.platforms[0], len(person.platforms) > 1
    reasons = ["same_bio_link", "same_handle", "rare_handle"] if joined and not primary else []
    rows["bridge_creator_accounts"].append(
        (
            creator, key, platform, native, person.handle, primary, "bio_link" if joined else None,
            person.confidence if joined else None, 90 if joined else None, "auto" if joined else None, reasons,
        )
    )  # fmt: skip
    rows["dim_account"].append(
        (
            f"{key}:0", key, creator, platform, native, person.handle, person.name, person.bio, person.link,
            person.number % 5 == 0, False, _naive(as_of) - timedelta(days=90), None, True, False,
        )
    )  # fmt: skip
    _add_series(rows, person, platform, as_of)
    _add_posts(rows, person, platform, as_of)


def _add_series(rows: dict[str, list[tuple[Any, ...]]], person: Person, platform: str, as_of: datetime) -> None:
    rng = random.Random(f"{person.number}{platform}")
    count = person.followers[platform] * 0.8
    for back in range(100, -1, -1):
        count += person.followers[platform] * rng.uniform(-0.001, 0.005)
        if back in person.days_missing:
            continue
        seen = _naive(as_of) - timedelta(days=back)
        rows["fct_follower_snapshot"].append(
            (
                person.keys[platform], person.creator_id, platform, date(seen.year, seen.month, seen.day), int(count),
                120, 300, None, None, seen, PROVIDERS[platform], "complete",
            )
        )  # fmt: skip


def _add_posts(rows: dict[str, list[tuple[Any, ...]]], person: Person, platform: str, as_of: datetime) -> None:
    for number in range(3):
        native = f"{person.number}{number:03d}"
        published = _naive(as_of) - timedelta(days=person.number % 20 + number * 3)
        for age in range(2):
            views = int(person.followers[platform] * (0.2 + 0.1 * age))
            rows["fct_post_engagement"].append(
                (
                    post_key(platform, native), person.keys[platform], person.creator_id, platform, native,
                    (published + timedelta(days=age)).date(), published, person.caption, views, views // 12,
                    views // 200, views // 400, None, 0.09, 0.1, False, published + timedelta(days=age),
                    PROVIDERS[platform],
                )
            )  # fmt: skip


def _add_pairs(rows: dict[str, list[tuple[Any, ...]]], person: Person, persons: list[Person]) -> None:
    keys = list(person.keys.items())
    for (platform, key), (other, other_key) in pairwise(keys):
        a, b = sorted(((key, platform), (other_key, other)))
        rows["match_pairs"].append(
            (
                a[0], b[0], a[1], b[1], person.handle, person.handle, person.name, person.name, 1, 1,
                person.creator_id, person.creator_id, 90, person.confidence, "bio_link", "auto",
                ["same_bio_link", "same_handle"], "match-1",
            )
        )  # fmt: skip
    other_person = persons[(persons.index(person) + 1) % len(persons)]
    if person.number % 6 == 0 and other_person is not person:
        a, b = sorted(((keys[0][1], keys[0][0]), next((k, p) for p, k in other_person.keys.items())))
        rows["match_pairs"].append(
            (
                a[0], b[0], a[1], b[1], person.handle, other_person.handle, person.name, other_person.name, 1, 1,
                person.creator_id, other_person.creator_id, 40, 0.62, "name", "review", ["same_name"],
                "match-1",
            )
        )  # fmt: skip
