"""TikLiveAPI's lists: videos, people, playlists, search results; where a page ends, and what an empty one means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from creatorgraph.providers.contract import Answer, PostFact, ProfileFacts, Verdict
from creatorgraph.providers.reading import as_count, as_object, as_text, as_truth
from creatorgraph.providers.tiklive_errors import CREDIT, blocked, drift
from creatorgraph.providers.tiklive_paths import ONE_PAGE, PEOPLE, POSTS, SOUND_POSTS, TERM_PATHS
from creatorgraph.types import Completeness, Outcome, Platform

PAGE: Final = Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=CREDIT)
COUNTED_PATHS: Final = frozenset({POSTS, SOUND_POSTS})
"""Lists whose length an earlier answer told (`videoCount`, `video_count`)."""

Person = tuple[str | None, str | None]
"""The native id and the handle of somebody whom a body shows."""

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Onward:
    """Where the next page is: null at the end, and, with a note, where more is promised but cannot be reached."""

    cursor: str | None
    note: str = ""


def read_post_id(item: Content) -> str | None:
    """The numeric video id: `video_id` in lists, `id` in details; `aweme_id` may be a storage token."""
    texts = (as_text(item.get(name)) for name in ("video_id", "id", "aweme_id"))
    return next((text for text in texts if _is_digits(text)), None)


def read_post(item: Any) -> PostFact | None:
    """One video of a list, or the body of a detail; None where no id is numeric."""
    video = as_object(item)
    native_id = read_post_id(video)
    if native_id is None:
        return None
    return PostFact(
        native_id,
        as_count(video.get("create_time")),
        pinned=as_truth(video.get("is_top")),
        owner=read_author(video)[0],
        counted=any(as_count(video.get(name)) is not None for name in ("play_count", "digg_count")),
    )


def read_author(video: Content) -> Person:
    """Who posted a video."""
    author = as_object(video.get("author"))
    return _digits(author.get("id")), as_text(author.get("unique_id"))


def speaks_of(answer: Answer, people: Iterable[Person]) -> tuple[str, ...]:
    """The subject keys of everybody but the target, each once, by id where it is known."""
    own = {key for target in answer.targets for key in target.subject_keys}
    own |= {_key(answer.param.get("userid"), answer.param.get("username"))}
    keys = (_key(native_id, handle) for native_id, handle in people)
    return tuple(dict.fromkeys(key for key in keys if key and key not in own))


def read_videos(answer: Answer, content: Content) -> Verdict:
    """A page of videos: of an account, a hashtag, a sound, a search, a playlist, a collection."""
    videos = content.get("videos")
    if not isinstance(videos, list):
        return drift("no videos")
    if not videos:
        return _no_videos(answer, as_truth(content.get("hasMore")))
    facts = tuple(fact for fact in map(read_post, videos) if fact is not None)
    if not facts:
        return drift("no video has a numeric id")
    people = [person for video in videos for person in _shown(as_object(video))]
    return _page(
        answer,
        _Onward(None) if answer.endpoint in ONE_PAGE else _onward(answer, content, "cursor"),
        replace(PAGE, posts=facts, subjects=speaks_of(answer, people)),
        _flaw(answer.endpoint, len(videos) - len(facts), facts),
    )


def read_people(answer: Answer, content: Content) -> Verdict:
    """A page of followers, followings, comments or replies; a person who cannot be told is not counted."""
    layout = PEOPLE[answer.endpoint]
    items = content.get(layout.items)
    if not isinstance(items, list):
        return drift(f"no {layout.items}")
    if not items:
        return _nobody(answer, as_count(content.get("total")), layout.cursor, as_truth(content.get("hasMore")))
    people = [_person(item, layout.person) for item in items]
    known = [person for person in people if _key(*person)]
    if not known:
        return drift(f"no id of anybody in {layout.items}")
    lost = len(people) - len(known)
    return _page(
        answer,
        _onward(answer, content, layout.cursor),
        replace(PAGE, members=len(known), subjects=speaks_of(answer, known)),
        f"{lost} without an id" if lost else "",
    )


def read_users(answer: Answer, content: Content) -> Verdict:
    """A search of users: one flat object each (`user_info`), or the family's `user` beside `stats`."""
    items = content.get("user_list")
    if not isinstance(items, list):
        return drift("no user_list")
    found = tuple(facts for facts in map(_found, items) if facts.native_id or facts.handle)
    if items and not found:
        return drift("no id or uniqueId of anybody in user_list")
    if not found:
        return replace(PAGE, completeness=Completeness.PARTIAL, note="nobody was found, and nothing says that it is so")
    return replace(PAGE, found=found, subjects=speaks_of(answer, [(one.native_id, one.handle) for one in found]))


def read_hashtags(answer: Answer, content: Content) -> Verdict:
    """A search of hashtags. What it lists is no account, so that it is landed and not `found`."""
    items = content.get("challenge_list")
    if not isinstance(items, list):
        return drift("no challenge_list")
    if not items:
        return replace(PAGE, completeness=Completeness.PARTIAL, note="no hashtag, and nothing says that it is so")
    return PAGE if any(as_text(as_object(item).get("cha_name")) for item in items) else drift("no cha_name")


def read_shelf(answer: Answer, content: Content) -> Verdict:
    """Playlists or collections: the key of the list is not documented, so the one array-valued member is it."""
    lists = [value for value in content.values() if isinstance(value, list)]
    if len(lists) != 1:
        return drift(f"{len(lists)} lists where one is needed")
    if lists[0]:
        return PAGE
    if answer.is_private:
        return _private()
    return replace(PAGE, completeness=Completeness.PARTIAL, note="an empty list, and no counter to check it against")


def _page(answer: Answer, onward: _Onward, page: Verdict, flaw: str) -> Verdict:
    """A page that has something; a flaw or a lost way onward makes it partial."""
    note = "; ".join(part for part in (flaw, onward.note) if part)
    completeness = Completeness.PARTIAL if note else Completeness.COMPLETE
    lost = bool(onward.note)
    return replace(page, next_cursor=onward.cursor, note=note, completeness=completeness, dead_end=lost)


def _flaw(endpoint: str, lost: int, posts: tuple[PostFact, ...]) -> str:
    """What a page of videos lacks. A term's may come by popularity: then new ones may stand behind old ones."""
    if lost:
        return f"{lost} without a numeric id"
    times = [post.created for post in posts if post.created is not None]
    mixed = endpoint in TERM_PATHS and times != sorted(times, reverse=True)
    return "not in the order of time: a sample, new posts may stand further back" if mixed else ""


def _onward(answer: Answer, content: Content, name: str) -> _Onward:
    """The next page; a cursor that repeats, or a `time` that does not go back, would never end."""
    if not as_truth(content.get("hasMore")):
        return _Onward(None)
    cursor, came = as_text(content.get(name)), answer.param.get(name, "0")
    if cursor is None or cursor == "0":
        return _Onward(None, "more is promised, but no cursor is given")
    if cursor == came or (name == "time" and _goes_up(came, cursor)):
        return _Onward(None, "the cursor repeats")
    return _Onward(cursor)


def _goes_up(came: str, cursor: str) -> bool:
    return 0 < (as_count(came) or 0) < (as_count(cursor) or 0)


def _no_videos(answer: Answer, has_more: bool) -> Verdict:
    """An empty page: the end of a list, a true zero, a private account, or a wall that looks like one."""
    if answer.is_private:
        return _private()
    if answer.param.get("cursor", "0") != "0":
        return replace(PAGE, completeness=Completeness.PARTIAL, note="an empty page") if has_more else PAGE
    if answer.endpoint not in COUNTED_PATHS:
        return replace(PAGE, completeness=Completeness.PARTIAL, note="no posts, and no counter to check it against")
    if answer.post_count == 0:
        return replace(PAGE, completeness=Completeness.EMPTY)
    if answer.post_count is None and not has_more:
        return replace(PAGE, completeness=Completeness.PARTIAL, note="no posts, and no counter to check it against")
    return blocked(f"no posts beside a counter of {answer.post_count or 'unknown size'}")


def _nobody(answer: Answer, total: int | None, cursor: str, has_more: bool) -> Verdict:
    """An empty page of people; the answer's own `total` says whether it can be so."""
    if answer.is_private:
        return _private()
    if answer.param.get(cursor, "0") != "0":
        return replace(PAGE, completeness=Completeness.PARTIAL, note="an empty page") if has_more else PAGE
    if total is None:
        return replace(PAGE, completeness=Completeness.PARTIAL, note="nobody, and no total to check it against")
    return (
        replace(PAGE, completeness=Completeness.EMPTY) if total == 0 else blocked(f"nobody beside a total of {total}")
    )


def _private() -> Verdict:
    return replace(PAGE, outcome=Outcome.PRIVATE, completeness=Completeness.PRIVATE)


def _shown(video: Content) -> list[Person]:
    """The author, and those whom the caption mentions (their ids, joined by commas)."""
    mentioned = (as_text(video.get("mentioned_users")) or "").split(",")
    return [read_author(video), *((text, None) for text in mentioned if _is_digits(text))]


def _person(item: Any, path: tuple[str, ...]) -> Person:
    user = as_object(item)
    for step in path:
        user = as_object(user.get(step))
    return _digits(user.get("id")), as_text(user.get("unique_id"))


def _found(item: Any) -> ProfileFacts:
    entry = as_object(item)
    user = as_object(entry.get("user_info")) or as_object(entry.get("user"))
    counters = as_object(entry.get("stats")) or user
    return ProfileFacts(
        native_id=_digits(user.get("id")),
        handle=as_text(user.get("uniqueId")),
        display_name=as_text(user.get("nickname")),
        follower_count=as_count(counters.get("followerCount")),
        post_count=as_count(counters.get("videoCount")),
        is_private=as_truth(user.get("privateAccount")) or as_truth(user.get("secret")),
    )


def _key(native_id: str | None, handle: str | None) -> str:
    """A subject key, or nothing where nobody is named."""
    if native_id:
        return f"{Platform.TIKTOK}:id:{native_id}"
    return f"{Platform.TIKTOK}:handle:{handle.lower()}" if handle else ""


def _is_digits(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdecimal()


def _digits(value: Any) -> str | None:
    text = as_text(value)
    return text if _is_digits(text) else None
