"""An explanation as a text picture: bits that add up from the prior, bar beneath bar, and the rule that decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from creatorgraph.match.explain import Explanation, Shown
from creatorgraph.match.home import Seen

WIDTH: Final = 36
STATUSES: Final = {
    "auto": "joined by itself",
    "review": "waits for a person",
    "manual": "joined by a person",
    "rejected": "kept apart by a person",
    "below": "below the queue",
}
WAYS: Final = {
    "attested": "one names the other",
    "linked": "an equal link",
    "same_handle": "an equal handle or core",
    "same_name": "an equal name",
    "name_is_handle": "a name that is the other's handle",
    "label_is_handle": "a link named like the other's handle",
    "co_named": "a third account that both name",
    "mentioned": "a mention",
}


def explanation_lines(found: Explanation, words: Mapping[str, str]) -> Iterator[str]:
    """Lines to print; `words` says levels in words."""
    yield f"{_title(found.one)}  and  {_title(found.two)}"
    yield (
        f"{STATUSES.get(found.status, found.status)}: confidence {found.confidence:.4f}, score {found.score}, "
        f"by {found.method}; model {found.model_version}; "
        f"{'one creator' if found.same_creator else 'two creators'}"
    )
    ways = ", ".join(WAYS.get(way, way) for way in found.found_by)
    yield f"compared because of: {ways}" if ways else "never compared (nothing is equal); compared now, for the asking"
    yield ""
    yield from _waterfall(found, words)
    yield ""
    yield from _after_the_sum(found)
    yield ""
    yield f"rule: {STATUSES.get(found.rule.status, found.rule.status)}"
    yield from (f"  {'yes' if one.is_met else 'no '}  {one.text}" for one in found.rule.conditions)
    yield from _told_apart(found)
    yield ""
    yield "what would change the answer:" if found.forks else "no single piece of evidence would change the answer"
    for fork in found.forks:
        yield f"  {fork.text}: {fork.confidence:.4f}, score {fork.score}, {STATUSES.get(fork.status, fork.status)}"


def _title(one: Shown) -> str:
    followers = "" if one.followers is None else f", {one.followers:,} followers"
    return f"{one.platform}:{one.handle}{followers}{', verified' if one.is_verified else ''}"


def _waterfall(found: Explanation, words: Mapping[str, str]) -> Iterator[str]:
    """One line a step of the sum: where it starts, how far it reaches, its bits, and how many of them are rarity."""
    steps = [("prior", found.prior_bits, 0.0, "one account among so many")]
    steps += [(one.level, one.total, one.rarity_bits, words.get(one.level, "")) for one in found.weights]
    ends = [0.0]
    for _, bits, _, _ in steps:
        ends.append(ends[-1] + bits)
    low, high = min(ends), max(ends)
    for (name, bits, rarity, text), start, end in zip(steps, ends, ends[1:], strict=False):
        added = f" (rarity {rarity:+.1f})" if rarity else ""
        yield f"{name:<20} {_bar(start, end, low, high)} {bits:+7.1f}{added}  {text}".rstrip()
    yield f"{'sum':<20} {_bar(0.0, ends[-1], low, high)} {found.bits:+7.1f} bits"


def _bar(start: float, end: float, low: float, high: float) -> str:
    """A bar from `start` to `end` on a scale from `low` to `high`: full blocks for, light ones against."""
    scale = WIDTH / ((high - low) or 1.0)
    first, last = sorted((round((start - low) * scale), round((end - low) * scale)))
    return (" " * first + ("█" if end >= start else "░") * max(1, last - first)).ljust(WIDTH + 1)


def _after_the_sum(found: Explanation) -> Iterator[str]:
    yield f"alone {found.alone:.4f}; with the rivals for the same place {found.shared:.4f}; " + (
        f"calibrated {found.confidence:.4f}"
    )
    for rival in found.rivals:
        beside = found.one if rival.counterpart_of == "a" else found.two
        yield (
            f"  rival: {rival.platform}:{rival.handle} beside {beside.platform}:{beside.handle}, "
            f"{rival.bits:+.1f} bits, {rival.confidence:.4f}"
        )


def _told_apart(found: Explanation) -> Iterator[str]:
    if found.decision:
        yield f"  a person decided: {found.decision.removeprefix('decided_')}; no score outranks that"
    if found.contradicted:
        yield "  the evidence speaks against it: nothing else may join them either"
    if found.blocked:
        yield f"  not joined: {found.blocked}"


def seen_lines(found: Explanation, seen: Iterable[Seen]) -> Iterator[str]:
    """When each account showed what, and in how many answers."""
    names = {one.account_key: f"{one.platform}:{one.handle}" for one in (found.one, found.two)}
    for at, entry in enumerate(seen):
        if at == 0:
            yield ""
            yield "seen (first – last, answers):"
        text = " ".join(entry.value.split())
        shown = text if len(text) <= 60 else f"{text[:59]}…"
        yield (
            f"  {names.get(entry.account_key, entry.account_key)} {entry.field}: {entry.first_seen_at[:16]} – "
            f"{entry.last_seen_at[:16]}, {entry.answers}: {shown}"
        )
