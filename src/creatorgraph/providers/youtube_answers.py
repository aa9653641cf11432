"""Reading YouTube's answers. Counts arrive as text; what is absent is unknown and never 0.

Ids that are missing from an answer are gone: the API leaves deleted, private and unknown ones out without a word. So
an answer has to prove first that it is what it should be (`kind`, and no results announced that are not there).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from creatorgraph.providers.contract import Answer, Part, PostFact, ProfileFacts, Verdict
from creatorgraph.providers.reading import as_count, as_list, as_object, as_text, as_truth, is_login_wall, parse_object
from creatorgraph.providers.youtube_errors import PLAYLIST_NOT_FOUND, UNIT, failed, read_error, read_status, reasons
from creatorgraph.types import Completeness, Outcome

CHANNELS: Final = "channels"
PLAYLIST_ITEMS: Final = "playlist_items"
VIDEOS: Final = "videos"
SEARCH: Final = "search"

KINDS: Final[Mapping[str, str]] = {
    CHANNELS: "youtube#channelListResponse",
    PLAYLIST_ITEMS: "youtube#playlistItemListResponse",
    VIDEOS: "youtube#videoListResponse",
    SEARCH: "youtube#searchListResponse",
}
NAMES_A_CHANNEL: Final = ("channelId", "videoOwnerChannelId")
DEEPEST: Final = 40

GOOD: Final = Verdict(outcome=Outcome.OK, completeness=Completeness.COMPLETE, cost=UNIT)
GONE: Final = Part(outcome=Outcome.GONE, completeness=Completeness.GONE, note="left out of the answer")


def read_answer(answer: Answer) -> Verdict:
    """What an answer means; never raises. `subjects` are all channels that it shows beside those asked about."""
    if answer.status == 304:
        return replace(GOOD, unchanged=True)
    document = parse_object(answer.body)
    failure = _failure(answer, document)
    if failure is not None or document is None:
        return failure or _unreadable(answer)
    verdict = READERS.get(answer.endpoint, _anything)(answer, document)
    return replace(verdict, subjects=_bystanders(answer, document))


def _failure(answer: Answer, document: dict[str, Any] | None) -> Verdict | None:
    if document is not None and "error" in document:
        if answer.endpoint == PLAYLIST_ITEMS and PLAYLIST_NOT_FOUND in reasons(document["error"]):
            return _no_uploads(answer, "no uploads playlist")
        return read_error(document["error"], answer.status, answer.headers, len(_asked_ids(answer)))
    failure = read_status(answer.status, answer.headers)
    if failure is not None:
        return failure
    if document is None or answer.cut:
        return _unreadable(answer)
    kind = KINDS.get(answer.endpoint)
    return _drift(f"not a {kind}") if kind is not None and document.get("kind") != kind else None


def _unreadable(answer: Answer) -> Verdict:
    if is_login_wall(answer.body):
        return failed(Outcome.BLOCKED, "login wall")
    return failed(Outcome.TRANSIENT, "cut body" if answer.cut else "not a JSON object")


def _drift(note: str) -> Verdict:
    return Verdict(outcome=Outcome.SCHEMA_DRIFT, completeness=Completeness.FAILED, cost=UNIT, note=note)


def tag_to_send(kept: str | None, since_time: int | None) -> str | None:
    """The tag of the first page of uploads, where a finished walk has seen all that stood on it; see _keep_tag."""
    newest, _, tag = (kept or "").partition(" ")
    is_known = newest.isdecimal() and since_time is not None and int(newest) <= since_time
    return tag if is_known and tag else None


def _keep_tag(answer: Answer, document: Mapping[str, Any], facts: tuple[PostFact, ...]) -> str | None:
    """A first page's tag, behind the time of its newest video.

    A walk that broke off after its first page would else be told "nothing new" the next time, and never read the rest.
    The header's tag is the body's between quotation marks.
    """
    body = as_text(document.get("etag"))
    tag = answer.headers.get("etag") or (f'"{body.strip(chr(34))}"' if body else None)
    newest = max((fact.created for fact in facts if fact.created is not None), default=None)
    return f"{newest} {tag}" if tag and newest is not None and "pageToken" not in answer.param else None


def _items(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [item for item in as_list(document.get("items")) if isinstance(item, dict)]


def _is_hollow(document: Mapping[str, Any]) -> bool:
    """True where results are announced and none is there: no proof that anything is gone."""
    total = as_count(as_object(document.get("pageInfo")).get("totalResults"))
    return not _items(document) and total is not None and total > 0


def _asked_ids(answer: Answer) -> tuple[str, ...]:
    return tuple(one for one in answer.param.get("id", "").split(",") if one)


# Channels and videos.


def _channels(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    if _is_hollow(document):
        return _drift("results are announced, and none is there")
    found = {native_id: item for item in _items(document) if (native_id := as_text(item.get("id"))) is not None}
    if "id" in answer.param:
        return _joined(answer, {native_id: _channel(item) for native_id, item in found.items()})
    if not found:
        return failed(Outcome.GONE, "no channel has this handle")
    part = _channel(next(iter(found.values())))
    return replace(GOOD, completeness=part.completeness, profile=part.profile, note=part.note)


def _channel(item: Mapping[str, Any]) -> Part:
    snippet, counts = as_object(item.get("snippet")), as_object(item.get("statistics"))
    named, is_hidden = as_text(snippet.get("customUrl")) or "", as_truth(counts.get("hiddenSubscriberCount"))
    facts = ProfileFacts(
        native_id=as_text(item.get("id")),
        # Without the sign it is one of the older custom names, which are no handles.
        handle=named[1:] or None if named.startswith("@") else None,
        display_name=as_text(snippet.get("title")),
        follower_count=None if is_hidden else as_count(counts.get("subscriberCount")),
        post_count=as_count(counts.get("videoCount")),
        is_private=as_object(item.get("status")).get("privacyStatus") == "private",
    )
    hidden = facts.follower_count is None or facts.post_count is None
    return Part(
        outcome=Outcome.OK,
        completeness=Completeness.PARTIAL if hidden else Completeness.COMPLETE,
        profile=facts,
        note="a counter is hidden" if hidden else "",
    )


def _videos(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    if _is_hollow(document):
        return _drift("results are announced, and none is there")
    found = {native_id: item for item in _items(document) if (native_id := as_text(item.get("id"))) is not None}
    return _joined(answer, {native_id: _video(item) for native_id, item in found.items()})


def _video(item: Mapping[str, Any]) -> Part:
    """Likes that the owner hides and comments that are closed are no gap; a video without any counters is."""
    whole = isinstance(item.get("statistics"), dict)
    return Part(
        outcome=Outcome.OK,
        completeness=Completeness.COMPLETE if whole else Completeness.PARTIAL,
        note="" if whole else "no statistics",
    )


def _joined(answer: Answer, found: Mapping[str, Part]) -> Verdict:
    """One part for each id that was asked for, in that order; the order of the answer is not promised."""
    parts = tuple(found.get(native_id, GONE) for native_id in _asked_ids(answer))
    partial = any(part.completeness is Completeness.PARTIAL for part in parts)
    return replace(GOOD, completeness=Completeness.PARTIAL if partial else Completeness.COMPLETE, parts=parts)


# Pages of uploads and of searches.


def _uploads(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    items = _items(document)
    if not items and "pageToken" not in answer.param:
        return _no_uploads(answer, "no uploads")
    facts = []
    for item in items:
        contents, snippet = as_object(item.get("contentDetails")), as_object(item.get("snippet"))
        native_id = as_text(contents.get("videoId")) or as_text(as_object(snippet.get("resourceId")).get("videoId"))
        # A private entry cannot be read; should it be published, it comes back as a new entry.
        if native_id is not None and as_object(item.get("status")).get("privacyStatus") != "private":
            # `snippet.publishedAt` would be when the entry was made, not when the video came out.
            facts.append(_post(native_id, {**snippet, "publishedAt": contents.get("videoPublishedAt")}))
    if items and not any(as_object(item.get("contentDetails")) for item in items):
        return _drift("no entry names its video")
    verdict = _paged(answer, document, tuple(facts))
    return replace(verdict, etag=_keep_tag(answer, document, verdict.posts))


def _post(native_id: str, snippet: Mapping[str, Any]) -> PostFact:
    """A video as a list shows it: with its owner and its time, without its counters."""
    owner = as_text(snippet.get("videoOwnerChannelId")) or as_text(snippet.get("channelId"))
    return PostFact(native_id, _seconds(snippet.get("publishedAt")), owner=owner, counted=False)


def _no_uploads(answer: Answer, what: str) -> Verdict:
    """A channel without uploads has no playlist (404), which is a true zero only where the channel says so too."""
    if answer.post_count == 0:
        return replace(GOOD, completeness=Completeness.EMPTY)
    if answer.post_count is None:
        note = f"{what}, and no counter to check it against"
        return replace(GOOD, completeness=Completeness.PARTIAL, note=note)
    note = f"{what} beside a counter of {answer.post_count}"
    return replace(GOOD, outcome=Outcome.BLOCKED, completeness=Completeness.BLOCKED, note=note)


def _search(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    items = _items(document)
    if answer.param.get("type") == "channel":
        found = tuple(fact for fact in map(_found_channel, items) if fact is not None)
        verdict = _paged(answer, document, (), found)
        # Discovery reads one page: the next would cost one of the day's hundred searches.
        verdict = replace(verdict, next_cursor=None)
    else:
        facts = (_found_video(item) for item in items)
        verdict = _paged(answer, document, tuple(fact for fact in facts if fact is not None))
    if items and not (verdict.posts or verdict.found):
        return _drift("no result names what was found")
    if items or "pageToken" in answer.param:
        return verdict
    note = "nothing found, and no counter to check it against"
    return replace(verdict, completeness=Completeness.PARTIAL, note=note)


def _found_video(item: Mapping[str, Any]) -> PostFact | None:
    native_id = as_text(as_object(item.get("id")).get("videoId"))
    return _post(native_id, as_object(item.get("snippet"))) if native_id is not None else None


def _found_channel(item: Mapping[str, Any]) -> ProfileFacts | None:
    snippet = as_object(item.get("snippet"))
    native_id = as_text(as_object(item.get("id")).get("channelId")) or as_text(snippet.get("channelId"))
    return ProfileFacts(native_id=native_id, display_name=as_text(snippet.get("title"))) if native_id else None


def _paged(
    answer: Answer, document: Mapping[str, Any], facts: tuple[PostFact, ...], found: tuple[ProfileFacts, ...] = ()
) -> Verdict:
    token = as_text(document.get("nextPageToken"))
    stuck = token is not None and token == answer.param.get("pageToken")
    return replace(
        GOOD,
        completeness=Completeness.PARTIAL if stuck else Completeness.COMPLETE,
        next_cursor=None if stuck else token,
        note="the page token repeats" if stuck else "",
        dead_end=stuck,
        posts=facts,
        found=found,
    )


def _anything(answer: Answer, document: Mapping[str, Any]) -> Verdict:
    """A call that a person made by hand: landed as it is."""
    return GOOD


READERS: Final[Mapping[str, Callable[[Answer, Mapping[str, Any]], Verdict]]] = {
    CHANNELS: _channels,
    PLAYLIST_ITEMS: _uploads,
    VIDEOS: _videos,
    SEARCH: _search,
}


# Whom an answer shows.


def _bystanders(answer: Answer, document: Mapping[str, Any]) -> tuple[str, ...]:
    asked = {key for target in answer.targets for key in target.subject_keys}
    return tuple(key for key in dict.fromkeys(_shown(document, 0)) if key not in asked)


def _shown(value: Any, depth: int) -> Iterator[str]:
    """Subject keys of every channel that is named anywhere: as an owner, as an author of a comment, or as itself."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _shown(inner, depth + 1)
    elif isinstance(value, dict):
        yield from (f"youtube:id:{native_id}" for native_id in _channel_ids(value))
        handle = value.get("customUrl")
        if isinstance(handle, str) and handle.startswith("@") and len(handle) > 1:
            yield f"youtube:handle:{handle[1:].lower()}"
        for inner in value.values():
            yield from _shown(inner, depth + 1)


def _channel_ids(members: Mapping[str, Any]) -> Iterator[str]:
    named = [members.get(name) for name in NAMES_A_CHANNEL]
    named.append(as_object(members.get("authorChannelId")).get("value"))
    if members.get("kind") == "youtube#channel":
        named.append(members.get("id"))
    yield from (one for one in named if isinstance(one, str) and one)


def _seconds(value: Any) -> int | None:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return int(instant.timestamp()) if instant.tzinfo is not None else None
