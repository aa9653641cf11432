"""The same answers counted in the files themselves: the standard library alone, nothing of creatorgraph."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]
Series = dict[str, dict[str, int]]

DISCOVERED = ("tiktok-discover-2022/tiktok_users_daily", "tiktok-discover-2022/tiktok_followers_hourly_12_accounts")
SIZES = ((1_000_000, "1 M and more"), (100_000, "100 K to 1 M"), (10_000, "10 K to 100 K"), (0, "under 10 K"))
ARTISTS = {
    "UCLkAepWjdylmXSltofFvsYQ": "BTS",
    "UC9CoOnJkIBMdeijd9qYoT_g": "Ariana Grande",
    "UC0C-w0YjGpqDXGB8IHb662A": "Ed Sheeran",
    "UCfM3zsQsOnfWNUppiycmBuw": "Eminem",
    "UCqECaJ8Gagnn7YCbPEzWH6g": "Taylor Swift",
}


def growth(data: Path) -> Rows:
    """The five accounts that grew most, of those seen on every day on which anybody was."""
    found = []
    for handle, days in _followers(data).items():
        if len(days) == 185:
            first, last = days[min(days)], days[max(days)]
            found.append((handle, first, last, last - first, _rounded(100 * Decimal(last - first) / first, 1)))
    return sorted(found, key=lambda row: -row[3])[:5]


def steps(data: Path) -> Rows:
    """How often the counts of those five moved from one seen day to the next, where hosts never disagreed."""
    followers, found = _followers(data), []
    for handle in sorted({row[0] for row in growth(data)} - disputed(data)[2]):
        counts = [count for _, count in sorted(followers[handle].items())]
        moves = [abs(b - a) for a, b in pairwise(counts) if a != b]
        found.append((handle, len(counts), len(moves), min(moves)))
    return sorted(found, key=lambda row: -row[2])


def disputed(data: Path) -> tuple[int, int, set[str]]:
    """Account and instant that hosts told different counts of; all accounts and instants; the accounts."""
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in DISCOVERED:
        for row in _table(data, name):
            told[row["unique_id"], row["snapshot_at"]].add(row["follower_count"])
    differing = [handle for (handle, _), counts in told.items() if len(counts) > 1]
    return len(differing), len(told), set(differing)


def hashtags(data: Path) -> Rows:
    """The five promoted hashtags whose views grew most between their first and their last hour.

    Where hosts told several counts at one instant, the largest.
    """
    hours: Series = defaultdict(dict)
    told = _table(data, "tiktok-discover-2022/tiktok_hashtags_daily")
    for row in sorted(told, key=lambda row: (row["snapshot_at"], int(row["view_count"]))):
        hours[row["title"].removeprefix("#").lower()][_utc(row["snapshot_at"]).isoformat()[:13]] = int(
            row["view_count"]
        )
    found = [
        (
            term,
            views[min(views)],
            views[max(views)],
            views[max(views)] - views[min(views)],
            len({at[:10] for at in views}),
        )
        for term, views in hours.items()
    ]
    return sorted(found, key=lambda row: -row[3])[:5]


def channels(data: Path) -> Rows:
    """Technology channels that were counted on each of 25 days, by what they had on the first."""
    days: Series = defaultdict(dict)
    for row in _table(data, "youtube-tech-daily/youtube_daily_snapshots"):
        if row["date_utc"] >= "2026-01-22":
            days[row["channel_id"]][row["date_utc"]] = int(row["subscribers"])
    ends = [(one[min(one)], one[max(one)]) for one in days.values() if len(one) == 25]
    found = []
    for number, (least, name) in enumerate(SIZES):
        below = SIZES[number - 1][0] if number else None
        inside = [(first, last) for first, last in ends if first >= least and (below is None or first < below)]
        before, after = sum(first for first, _ in inside), sum(last for _, last in inside)
        found.append((name, len(inside), before, after, _rounded(100 * Decimal(after - before) / before, 2)))
    return found


def milestones(data: Path) -> Rows:
    """The first day (UTC) on which each of five artists had 50 million subscribers."""
    found = [
        (name, date.fromisoformat(min(day for day, count in line if count >= 50_000_000)))
        for name, line in lines_of_milestones(data).items()
    ]
    return sorted(found, key=lambda row: row[1])


def hours(data: Path) -> Rows:
    """Posts of X by four hours of publishing: how many, their likes, and the lower median of these."""
    parts: dict[tuple[date, int], list[int]] = defaultdict(list)
    for tweet in json.loads((data / "x-v2-tweets" / "tweets_2021.json").read_text("utf-8")):
        at = _utc(tweet["created_at"])
        parts[at.date(), at.hour // 4 * 4].append(tweet["public_metrics"]["like_count"])
    return [
        (*when, len(likes), sum(likes), sorted(likes)[(len(likes) - 1) // 2]) for when, likes in sorted(parts.items())
    ]


def feed(data: Path) -> Rows:
    """Videos of the feed: how many, how many seen again, how many of those grown, by how many views."""
    seen: dict[str, dict[str, int]] = defaultdict(dict)
    for path in (data / "tiktok-feed-2024").glob("feed_*.json"):
        for video in json.loads(path.read_text("utf-8"))["aweme_list"]:
            seen[video["aweme_id"]][path.stem] = video["statistics"]["play_count"]
    again = [(views[min(views)], views[max(views)]) for views in seen.values() if len(views) > 1]
    return [(len(seen), len(again), sum(b > a for a, b in again), sum(b - a for a, b in again))]


def lines_of_growth(data: Path) -> dict[str, list[tuple[str, int]]]:
    """Day and followers of the five accounts."""
    followers = _followers(data)
    return {row[0]: sorted(followers[row[0]].items()) for row in growth(data)}


def lines_of_milestones(data: Path) -> dict[str, list[tuple[str, int]]]:
    """Day and subscribers of the five artists."""
    days: Series = {name: {} for name in ARTISTS.values()}
    for row in _table(data, "youtube-music-subs/subscribers_daily"):
        if row["channel_id"] in ARTISTS:
            days[ARTISTS[row["channel_id"]]][_utc(row["snapshot_at"]).date().isoformat()] = int(row["subscribers"])
    return {name: sorted(line.items()) for name, line in days.items()}


def _followers(data: Path) -> Series:
    """Handle -> UTC day -> the last count of that day."""
    last: dict[str, dict[str, tuple[datetime, int]]] = defaultdict(dict)
    for name in DISCOVERED:
        for row in _table(data, name):
            at = _utc(row["snapshot_at"])
            days, day = last[row["unique_id"]], at.date().isoformat()
            if day not in days or days[day][0] <= at:
                days[day] = (at, int(row["follower_count"]))
    return {handle: {day: count for day, (_, count) in days.items()} for handle, days in last.items()}


def users(data: Path) -> Iterator[Mapping[str, str]]:
    """The accounts that the discovery page showed."""
    return _table(data, DISCOVERED[0])


def _table(data: Path, name: str) -> Iterator[Mapping[str, str]]:
    with (data / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _rounded(value: Decimal, digits: int) -> float:
    return float(value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
