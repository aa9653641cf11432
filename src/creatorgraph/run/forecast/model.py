"""The month that follows from whom is tracked, how often, and what providers charge and allow. Pure.

It asks the engine's own rules (which visits, which rhythm) and the providers' own requests (what a call costs), so that
a forecast cannot differ from what is collected. A month has 30 days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from creatorgraph.collect.cadence import rhythm
from creatorgraph.collect.lanes import LaneSpec, cadences, needed_lanes
from creatorgraph.collect.work import followers_of, visits_of
from creatorgraph.providers.contract import Cadence, Credential, Kind, Visit
from creatorgraph.run.forecast.expected import MONTH_DAYS, MONTH_HOURS, WITHOUT_COUNTERS, Expectations, page_posts
from creatorgraph.run.forecast.month import LaneMonth, Line, Month
from creatorgraph.run.forecast.notes import lane_notes
from creatorgraph.run.forecast.polls import early_visits, post_polls
from creatorgraph.run.forecast.population import Cohort, size
from creatorgraph.run.forecast.prices import charge, fill_batches, first_posts, is_list, new_posts, pages_for
from creatorgraph.run.forecast.rates import day_rates
from creatorgraph.run.forecast.room import bytes_of
from creatorgraph.settings import CollectSettings

NEVER_LESS = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How often one visit is paid to one cohort in a month; `pages` a read, `posts` that all reads bring."""

    visit: Visit
    cohort: Cohort
    every_hours: float
    reads: float
    pages: float = 1.0
    posts: float = 0.0


def predict(cohorts: Sequence[Cohort], settings: CollectSettings, expected: Expectations) -> Month:
    """The steady state of a month for these cohorts, lane by lane."""
    rows = [row for cohort in cohorts for row in cohort.rows]
    lanes = [predict_lane(spec, cohorts, settings, expected) for spec in needed_lanes(rows)]
    accounts = sum(cohort.count for cohort in cohorts if cohort.kind is Kind.ACCOUNT)
    return Month(
        lanes=tuple(lane for lane in lanes if lane.lines),
        review_pairs=accounts * expected.pairs_per_account,
        unserved=_unserved(cohorts, settings),
    )


def predict_lane(
    spec: LaneSpec, cohorts: Sequence[Cohort], settings: CollectSettings, expected: Expectations
) -> LaneMonth:
    """The steady state of a month of one lane."""
    mine = _granted(spec, [cohort for cohort in cohorts if spec.serves(cohort.rows[0])], expected)
    settings = cadences(spec, settings)
    demands = [demand for cohort in mine for demand in _demands(spec, cohort, settings, expected)]
    lines = tuple(_line(spec, settings, same) for same in _alike(demands))
    start_calls, start_units = _start(spec, mine, settings, expected)
    return LaneMonth(
        lane=spec.name,
        provider=spec.provider.name,
        platform=spec.provider.platform,
        unit=spec.provider.facts.unit,
        price=spec.provider.facts.price,
        targets=size(mine),
        lines=lines,
        rates=tuple(day_rates(spec, settings, lines)),
        shares=_shares(spec, settings, demands, lines),
        start_calls=start_calls,
        start_units=start_units,
        notes=tuple(lane_notes(spec, mine, lines, expected)),
        **bytes_of(spec, lines, expected),
    )


def _granted(spec: LaneSpec, cohorts: list[Cohort], expected: Expectations) -> list[Cohort]:
    """The cohorts as far as there are grants: a lane that reads with them asks nothing for an account without one."""
    if spec.provider.facts.credential is not Credential.GRANT or expected.grants is None:
        return cohorts
    left, found = expected.grants.get(spec.name, 0), []
    for cohort in cohorts:
        count = min(cohort.count, left)
        left -= count
        found += [replace(cohort, count=count)] if count else []
    return found


def _demands(spec: LaneSpec, cohort: Cohort, settings: CollectSettings, expected: Expectations) -> list[Demand]:
    """The visits that a cohort is paid, and those of the posts that they find."""
    found = []
    for visit in visits_of(spec, cohort.target, settings):
        asked = _only(visit, cohort)
        if asked is not None:
            demand = _demand(spec, asked, cohort, settings, expected)
            found.append(replace(demand, visit=visit))
            if visit.follows_posts and is_list(asked):
                found += _followed(spec, asked, cohort, settings, expected)
    return found


def _only(visit: Visit, cohort: Cohort) -> Visit | None:
    """The visit with those of its cadences that this cohort is paid; None without one."""
    if cohort.only is None:
        return visit
    paid = tuple(cadence for cadence in visit.cadences if cadence in cohort.only)
    return replace(visit, cadences=paid) if paid else None


def _demand(spec: LaneSpec, visit: Visit, cohort: Cohort, settings: CollectSettings, expected: Expectations) -> Demand:
    beat = rhythm(visit, cohort.rows, settings)
    every = beat.every.total_seconds() / 3600
    posts = new_posts(cohort, expected) * MONTH_DAYS if is_list(visit) else 0.0
    reads = MONTH_HOURS / every + (posts * early_visits(beat) if Cadence.POSTS in visit.cadences else 0.0)
    return Demand(
        visit=visit,
        cohort=cohort,
        every_hours=every,
        reads=reads * cohort.count,
        pages=pages_for(spec, visit, settings, posts / reads),
        posts=posts * cohort.count,
    )


def _followed(
    spec: LaneSpec, visit: Visit, cohort: Cohort, settings: CollectSettings, expected: Expectations
) -> list[Demand]:
    """The readings of posts that a list showed, until they are old."""
    born = new_posts(cohort, expected) * MONTH_DAYS * cohort.count
    found_after = min(rhythm(visit, cohort.rows, settings).every / 2, timedelta(days=1))
    shown = 0 if spec.provider.name in WITHOUT_COUNTERS else 1
    found = []
    for follower in followers_of(spec, visit, settings):
        beat = rhythm(follower, cohort.rows, settings, found=True)
        reads = born * (post_polls(beat, found_after) - shown)
        every = beat.every.total_seconds() / 3600
        found.append(Demand(visit=follower, cohort=cohort, every_hours=every, reads=reads))
    return found


def _alike(demands: Iterable[Demand]) -> list[list[Demand]]:
    """Demands of one visit and one beat share batches."""
    found: dict[tuple[str, float], list[Demand]] = {}
    for demand in demands:
        found.setdefault((demand.visit.name, demand.every_hours), []).append(demand)
    return list(found.values())


def _line(spec: LaneSpec, settings: CollectSettings, same: Sequence[Demand]) -> Line:
    visit, every = same[0].visit, same[0].every_hours
    reads = sum(demand.reads for demand in same)
    pages = sum(demand.reads * demand.pages for demand in same)
    posts = sum(demand.posts for demand in same)
    apart = sum(demand.cohort.count for demand in same) if visit.authorised else 1
    calls = fill_batches(reads, visit.batch, MONTH_HOURS / every, apart) if visit.batch > 1 else pages
    return Line(
        visit=visit.name,
        family=visit.family,
        every_hours=every,
        targets=reads * every / MONTH_HOURS,
        reads=reads,
        calls=calls,
        units=charge(spec, settings, visit, same[0].cohort.target, reads=reads, calls=calls, posts=posts),
        posts=posts,
        post_reads=reads if visit.kind is Kind.POST else posts,
    )


def _shares(
    spec: LaneSpec, settings: CollectSettings, demands: Iterable[Demand], lines: Iterable[Line]
) -> dict[str, Decimal]:
    """What each organization's part of the units is: a target's cost goes evenly to those who wait for it."""
    by_line = {(line.visit, line.every_hours): line for line in lines}
    found: dict[str, Decimal] = {}
    for demand in demands:
        line = by_line[demand.visit.name, demand.every_hours]
        part = line.units * Decimal(repr(demand.reads / max(line.reads, NEVER_LESS)))
        for name in demand.cohort.organizations:
            found[name] = found.get(name, Decimal(0)) + part / len(demand.cohort.organizations)
    return {name: found[name].quantize(Decimal("0.01")) for name in sorted(found)}


def _start(
    spec: LaneSpec, cohorts: Iterable[Cohort], settings: CollectSettings, expected: Expectations
) -> tuple[float, Decimal]:
    """What comes once: finding the native ids of the new, and the posts of before tracking."""
    calls, units = 0.0, Decimal(0)
    for cohort in cohorts:
        if not cohort.is_new:
            continue
        for visit in (*_finders(spec, cohort), *visits_of(spec, cohort.target, settings)):
            if _only(visit, cohort) is not None and (visit.until_native_id or is_list(visit)):
                more, posts = _first(spec, visit, new_posts(cohort, expected) * settings.backfill_days)
                more, posts = more * cohort.count, posts * cohort.count
                calls += more
                units += charge(spec, settings, visit, cohort.target, reads=more, calls=more, posts=posts)
    return calls, units.quantize(Decimal("0.01"))


def _first(spec: LaneSpec, visit: Visit, wanted: float) -> tuple[float, float]:
    """The calls of a first visit beyond a usual one's, and the posts that it lists."""
    if visit.until_native_id:
        return 1.0, 0.0
    posts = first_posts(spec, wanted)
    return posts / page_posts(spec.provider.name) - 1.0, posts


def _finders(spec: LaneSpec, cohort: Cohort) -> list[Visit]:
    return [visit for visit in spec.visits if visit.until_native_id and visit.kind is cohort.kind]


def _unserved(cohorts: Sequence[Cohort], settings: CollectSettings) -> dict[str, int]:
    """How many of a kind and platform no installed provider reads."""
    found: dict[str, int] = {}
    for cohort in cohorts:
        lanes = [spec for spec in needed_lanes(cohort.rows) if visits_of(spec, cohort.target, settings)]
        if not lanes:
            name = f"{cohort.platform} {cohort.kind}"
            found[name] = found.get(name, 0) + cohort.count
    return found
