"""What a provider has to know about its API. A plug-in offers one object of this form as an entry point.

    [project.entry-points."creatorgraph.providers"]
    reddit = "my_package.reddit:PROVIDER"

The lane asks `request` what to send, sends it, and asks `classify` what came back. Neither does any I/O.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol

from creatorgraph.types import Completeness, Outcome


class Cadence(StrEnum):
    """Which of the person's cadences makes a visit due (`collect.<value>_hours`)."""

    PROFILE = "profile"
    POSTS = "posts"
    POST = "post"
    WATCHLIST = "watchlist"
    FOLLOWERS = "followers"
    INSIGHTS = "insights"
    STORIES = "stories"
    EXTRAS = "extras"


class Kind(StrEnum):
    """What is watched: an account, one post, or a term of a watchlist."""

    ACCOUNT = "account"
    POST = "post"
    HASHTAG = "hashtag"
    KEYWORD = "keyword"
    SOUND = "sound"
    URL = "url"


class Credential(StrEnum):
    """Whose credentials a visit is asked with: the lane's own, or a grant that one creator gave to one organization."""

    LANE = "lane"
    GRANT = "grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One kind of repeated question about something watched.

    Due by the shortest of its `cadences`. `kind`: what it is asked about. `needs_native_id`, `needs_handle`: cannot be
    asked without. `authorised`: asked for accounts that gave an organization their own grant, and visible to it alone.
    `pages`: the answer has pages; those of posts end where an earlier visit began, those of `sample` after that many
    members. `batch`: how many targets one request may hold. `family`: which of the provider's limits it counts
    against. `follows_posts`: each post that it finds is itself visited from then on (`kind` POST), batch by batch.
    `until_native_id`: asked only while the native id is unknown; its answer settles it. `extra`: only paid where a
    person named it in `collect.lanes.<lane>.extras`. `found_by`: paid only to the posts that the visit of that name
    finds, in place of the visits that name none. `lasts_hours`: how long such a post is there to be asked about.
    """

    name: str
    cadences: tuple[Cadence, ...]
    kind: Kind = Kind.ACCOUNT
    needs_native_id: bool = False
    needs_handle: bool = False
    authorised: bool = False
    pages: bool = False
    batch: int = 1
    family: str = ""
    sample: bool = False
    follows_posts: bool = False
    until_native_id: bool = False
    extra: bool = False
    found_by: str = ""
    lasts_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked about; at least one of `native_id` and `handle` is known.

    `handle` is an account's handle, a hashtag's name, the words of a keyword, a sound's title, the address of a url or
    of a post. `owner` is the native id of the account whose post it is, where that is known.
    """

    platform: str
    native_id: str | None = None
    handle: str | None = None
    kind: Kind = Kind.ACCOUNT
    owner: str | None = None

    @property
    def subject_keys(self) -> tuple[str, ...]:
        """Whom an answer about this concerns, as envelopes name it: `tiktok:id:7`, `tiktok:hashtag:handle:rye`."""
        stem = self.platform if self.kind is Kind.ACCOUNT else f"{self.platform}:{self.kind}"
        found = []
        if self.native_id is not None:
            found.append(f"{stem}:id:{self.native_id}")
        if self.handle is not None:
            found.append(f"{stem}:handle:{self.handle.lower()}")
        if self.owner is not None:
            found.append(f"{self.platform}:id:{self.owner}")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the lane wants to know next, of one target or of a batch of them.

    `cursor` is null for a first page; `hint` is the provider's own, see Hint. `since` is the native id of the newest
    post that an earlier visit saw, `since_time` its time in Unix seconds; both null on a first visit, when `oldest`
    says from what time (Unix seconds) on posts are wanted, the same for every page; later it is null. A visit that goes
    on where another had to stop asks with what that one asked with. `etag` is what
    the last answer to the same question carried. `now` is UTC.
    """

    visit: Visit
    targets: tuple[Target, ...]
    cursor: str | None = None
    hint: str = ""
    since: str | None = None
    since_time: int | None = None
    oldest: int | None = None
    etag: str | None = None
    now: datetime | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> Target:
        """The target of a question that is not asked of a batch."""
        return self.targets[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call, without secrets.

    `path` and the values of `secret_headers` may hold `{name}` of a credential and `{version}`; the lane fills them in
    when it sends, and they are never logged. `param` is what the envelope remembers as `request_param`. `body` is sent
    as JSON. `cost` is the most that the call can cost. `family`: of a path called by hand, which of the provider's
    limits it counts against; elsewhere the visit says so.
    """

    endpoint: str
    path: str
    query: Mapping[str, str]
    param: Mapping[str, str]
    secret_headers: Mapping[str, str]
    cost: Decimal
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    family: str = ""

    @property
    def request_param(self) -> str:
        """`param` as a JSON object with sorted keys."""
        return json.dumps(dict(self.param), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, and what an earlier profile said, for the check that blocked is not taken for empty.

    `headers` have lower-case names; `cut` says that the connection ended before the body did; `post_count` is null
    where no profile has told it. `targets` are those that were asked about.
    """

    endpoint: str
    param: Mapping[str, str]
    status: int
    headers: Mapping[str, str]
    body: str
    cut: bool = False
    post_count: int | None = None
    is_private: bool = False
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """What an answer says of what was asked about itself; absent is null, never 0. For a hashtag or a sound: its id
    and name.
    """

    native_id: str | None = None
    handle: str | None = None
    display_name: str | None = None
    follower_count: int | None = None
    post_count: int | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class PostFact:
    """One post of a page, in page order; `created` in Unix seconds. Pinned posts stand outside the order of time.

    `owner` is the native id of the account that posted it, where the answer says it; `counted` says that the answer
    shows the post's counters too.
    """

    native_id: str
    created: int | None
    pinned: bool = False
    owner: str | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Hint:
    """How to ask differently next time, in the provider's own words; `lasting`: for every account of this lane."""

    text: str
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a batch's answer means for one of its targets."""

    outcome: Outcome
    completeness: Completeness
    profile: ProfileFacts | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """What headers say of a family's rate window: calls left, and seconds until it begins anew."""

    remaining: int
    reset_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer means.

    `cost` is surely spent, `maybe_cost` perhaps (the provider does not say whether it charges for an error).
    `retry_after` is in seconds, `code` the provider's own error code, `usage` the percentage of its rate budget that it
    says is used. `ask_again` says how to repeat a refused question at once. `parts` has one member for each target of a
    batch, in order; it is empty where the batch failed as a whole. `family_only`: a refusal concerns the request's
    limit family, not the lane. `target_only`: an `auth` concerns this target's grant or permission, not the lane's key.
    `members` counts the people of a sampled list (followers). `subjects` are the subject keys of everybody else whom
    the body shows, so that an erasure finds them. `unchanged`: the answer says that nothing is new (304); `etag` is
    what to send the next time. `found` are accounts that a search listed. `dead_end`: the answer says that there is
    more, and gives no way to it (its cursor repeats); then `next_cursor` is null.
    """

    outcome: Outcome
    completeness: Completeness
    cost: Decimal = Decimal(0)
    maybe_cost: Decimal = Decimal(0)
    next_cursor: str | None = None
    retry_after: float | None = None
    usage: float | None = None
    code: int | None = None
    note: str = ""
    profile: ProfileFacts | None = None
    posts: tuple[PostFact, ...] = ()
    ask_again: Hint | None = None
    parts: tuple[Part, ...] = ()
    window: Window | None = None
    family_only: bool = False
    target_only: bool = False
    members: int = 0
    subjects: tuple[str, ...] = ()
    unchanged: bool = False
    etag: str | None = None
    found: tuple[ProfileFacts, ...] = ()
    dead_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast a credential may be used: `requests` in any `window_seconds`, and `burst` in any second.

    With `day_zone` (an IANA time zone) `requests` is instead what a calendar day of that zone allows.
    """

    requests: int
    window_seconds: float
    burst: int
    day_zone: str = ""


@dataclass(frozen=True, slots=True)
class Surface:
    """One way to a provider's data, whether creatorgraph uses it, and why."""

    name: str
    used: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the provider's terms mean here; shown by `provider-rules` and `doctor`, obeyed by retention.

    `raw_days`: how long an answer is kept as received. `observation_days`: how long what was read from it may be kept,
    null without a limit; `people_days`: how long answers that list bystanders (followers, commenters) are kept raw, and
    `people_endpoints`: which answers those are.
    `mirrors_deletions`: whether what an account or a post said has to go here too once it is gone at the provider,
    `deletion_hours`: how soon. `contract`: who has to have agreed with
    whom. `uses`: what may and may not be done with the data; `surfaces`: each way to the data that is known, whether
    it is used here, and why.
    """

    operator: str
    third_party: bool
    terms: str
    raw_days: int
    notes: tuple[str, ...] = ()
    observation_days: int | None = None
    people_days: int = 7
    people_endpoints: tuple[str, ...] = ()
    deletion_hours: int = 48
    mirrors_deletions: bool = True
    contract: str = ""
    uses: tuple[str, ...] = ()
    surfaces: tuple[Surface, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is fixed about a provider. `price` is per unit, in US dollars, null where calls cost no money.

    `limits` hold for the credential as a whole, `families` for the visits that name one. `unsupported` says why a kind
    of thing cannot be watched here. `credential` says whose credentials authorised visits are asked with.
    `page_members` is how many people a page of a sampled list holds at most. `options` are what a person may choose
    for the lane: each with its values, the first of which is the default. `post_days` is the age up to which found
    posts are read again where every reading costs, null where the installation's setting is right.
    """

    title: str
    base_url: str
    unit: str
    limits: Limits
    rules: Rules
    credentials: tuple[str, ...]
    version: str = ""
    price: Decimal | None = None
    families: Mapping[str, Limits] = field(default_factory=dict)
    unsupported: Mapping[Kind, str] = field(default_factory=dict)
    credential: Credential = Credential.LANE
    page_members: int = 0
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    post_days: float | None = None


class Provider(Protocol):
    """One API, as a lane needs to know it."""

    @property
    def name(self) -> str:
        """The lane's name and the envelope's `provider`."""
        ...

    @property
    def platform(self) -> str:
        """Where the accounts live."""
        ...

    @property
    def facts(self) -> Facts:
        """Base URL, limits, price, rules."""
        ...

    @property
    def visits(self) -> tuple[Visit, ...]:
        """What can be asked about an account, in the order in which a new account is asked."""
        ...

    def request(self, ask: Ask) -> Request:
        """The call that answers `ask`."""
        ...

    def classify(self, answer: Answer) -> Verdict:
        """What an answer means; never raises, whatever came."""
        ...

    def call(self, path: str, query: Mapping[str, str]) -> Request:
        """Any documented path, asked as it is and landed raw (`creatorgraph collect call`).

        Raises ConfigurationError for a path that is not the provider's to ask.
        """
        ...
