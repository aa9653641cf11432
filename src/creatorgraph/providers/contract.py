"""What a provider has to know about its API. A plug-in offers one object of this form as an entry point.

    [project.entry-points."creatorgraph.providers"]
    reddit = "my_package.reddit:PROVIDER"

The lane asks `request` what to send, sends it, and asks `classify` what came back. Neither does any I/O.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from creatorgraph.types import Completeness, Outcome


class Cadence(StrEnum):
    """Which of the person's cadences makes a visit due (`collect.profile_hours`, `collect.posts_hours`)."""

    PROFILE = "profile"
    POSTS = "posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One kind of repeated question about an account.

    Due by the shortest of its `cadences`. `needs_native_id`, `needs_handle`: cannot be asked without. `authorised`:
    asked with the creator's own grant, in an organization's lane, and visible to it alone. `pages`: the answer has
    pages of posts.
    """

    name: str
    cadences: tuple[Cadence, ...]
    needs_native_id: bool = False
    needs_handle: bool = False
    authorised: bool = False
    pages: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The account that is asked about; at least one of the two is known."""

    platform: str
    native_id: str | None = None
    handle: str | None = None

    @property
    def subject_keys(self) -> tuple[str, ...]:
        """Whom an answer about this account concerns, as envelopes name it."""
        found = []
        if self.native_id is not None:
            found.append(f"{self.platform}:id:{self.native_id}")
        if self.handle is not None:
            found.append(f"{self.platform}:handle:{self.handle.lower()}")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the lane wants to know next. `cursor` is null for a first page; `hint` is the provider's own, see Hint."""

    visit: Visit
    target: Target
    cursor: str | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call, without secrets.

    `path` and the values of `secret_headers` may hold `{name}` of a credential and `{version}`; the lane fills them in
    when it sends, and they are never logged. `param` is what the envelope remembers as `request_param`.
    """

    endpoint: str
    path: str
    query: Mapping[str, str]
    param: Mapping[str, str]
    secret_headers: Mapping[str, str]
    cost: Decimal

    @property
    def request_param(self) -> str:
        """`param` as a JSON object with sorted keys."""
        return json.dumps(dict(self.param), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, and what an earlier profile said, for the check that blocked is not taken for empty.

    `headers` have lower-case names; `cut` says that the connection ended before the body did; `post_count` is null
    where no profile has told it.
    """

    endpoint: str
    param: Mapping[str, str]
    status: int
    headers: Mapping[str, str]
    body: str
    cut: bool = False
    post_count: int | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """What an answer says of the account itself; absent is null, never 0."""

    native_id: str | None = None
    handle: str | None = None
    display_name: str | None = None
    follower_count: int | None = None
    post_count: int | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class PostFact:
    """One post of a page, in page order; `created` in Unix seconds. Pinned posts stand outside the order of time."""

    native_id: str
    created: int | None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """How to ask differently next time, in the provider's own words; `lasting`: for every account of this lane."""

    text: str
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer means.

    `cost` is surely spent, `maybe_cost` perhaps (the provider does not say whether it charges for an error).
    `retry_after` is in seconds, `code` the provider's own error code, `usage` the percentage of its rate budget that it
    says is used. `ask_again` says how to repeat a refused question at once.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast a credential may be used: `requests` in any `window_seconds`, and `burst` in any second."""

    requests: int
    window_seconds: float
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the provider's terms mean here; shown by `doctor` and obeyed by retention."""

    operator: str
    third_party: bool
    terms: str
    raw_days: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is fixed about a provider. `price` is per unit, in US dollars, null where calls cost no money."""

    title: str
    base_url: str
    unit: str
    limits: Limits
    rules: Rules
    credentials: tuple[str, ...]
    version: str = ""
    price: Decimal | None = None


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
