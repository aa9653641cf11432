"""What a question about creators may hold, and what is answered."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from creatorgraph.types import Platform


class Sorting(StrEnum):
    """The order of a list of creators: greatest combined reach first, or by name."""

    REACH = "reach"
    NAME = "name"


def _blank_is_absent(value: object) -> object:
    """A form sends an empty text for a field that was left alone."""
    return None if value == "" else value


Blank = BeforeValidator(_blank_is_absent)


class CreatorsAsked(BaseModel):
    """The parameters of a list of creators; others are refused."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=1000, description="creators in one answer")
    cursor: str | None = Field(None, max_length=2048, description="`next_cursor` of the answer before")
    platform: Annotated[Platform | None, Blank] = Field(None, description="only creators with an account there")
    min_confidence: Annotated[float | None, Blank] = Field(
        None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="leaves out joined creators whose weakest link is less certain; a single account needs no link",
    )
    q: Annotated[str | None, Blank] = Field(None, max_length=100, description="part of a name or handle")
    sort: Sorting = Field(Sorting.REACH, description="reach: greatest first; name: A to Z")


class BuildRef(BaseModel):
    """The build that an answer was read from."""

    id: str
    as_of: datetime


class Reach(BaseModel):
    """Combined reach as a band: an estimate of people, never a sum of followers presented as people."""

    formula: str = Field(description="share_of_smaller or share_of_sum")
    is_default: bool
    accounts_counted: int
    naive: int | None = Field(description="the plain sum of followers, which counts people twice")
    low: int | None
    mid: int | None
    high: int | None
    accounts_below_confidence: int = Field(description="accounts whose link is too uncertain to be counted")
    reach_below_confidence: int | None = Field(description="the followers of those accounts, not in the band")
    overlap_method: str | None
    is_directional: bool = Field(description="an estimate by priors, not a measurement")
    observed_through: date | datetime | None


class Match(BaseModel):
    """How sure it is that a creator's accounts belong together; by the weakest link."""

    method: str | None
    confidence: float | None = Field(description="0 to 1; null where there is a single account")
    status: str | None


class AccountRef(BaseModel):
    """One account of a creator, in short."""

    account_key: str
    platform: str
    handle: str | None
    is_primary: bool


class CreatorSummary(BaseModel):
    """A creator in a list."""

    creator_id: str
    creator_integer_id: int | None
    display_name: str | None
    accounts: list[AccountRef]
    match: Match
    reasons: list[str] = Field(description="why its accounts are taken to be the same")
    reach: Reach | None = Field(description="by the default formula")
    last_post_at: datetime | None
    last_post_platform: str | None
    source: str = "build"


class LiveAccountOut(BaseModel):
    """An account that answered after the build; it becomes part of a creator with the next one."""

    account_key: str
    platform: str
    native_id: str | None
    handle: str | None
    display_name: str | None
    follower_count: int | None
    observed_at: datetime
    source: str = "live"


class CreatorList(BaseModel):
    """One stretch of a list of creators."""

    build: BuildRef
    total: int = Field(description="creators that the filters leave")
    data: list[CreatorSummary]
    next_cursor: str | None = Field(description="null at the end; valid as long as its build is kept")
    live: list[LiveAccountOut] = Field(description="newly tracked accounts, with the first stretch only; not sorted in")


class FollowerPoint(BaseModel):
    """The counters of an account on one UTC day."""

    day: date
    follower_count: int | None
    following_count: int | None
    post_count: int | None
    completeness: str | None


class LatestCount(BaseModel):
    """A count that is newer than the build."""

    follower_count: int | None
    observed_at: datetime
    source: str = "live"


class AccountOut(BaseModel):
    """An account of a creator, with why it belongs to it and what was seen of it."""

    account_key: str
    platform: str
    native_id: str | None
    handle: str | None
    display_name: str | None
    bio: str | None
    link: str | None
    is_verified: bool | None
    is_private: bool | None
    is_primary: bool
    is_provisional: bool | None
    match_method: str | None
    match_confidence: float | None
    match_score: int | None
    match_status: str | None
    match_reasons: list[str]
    follower_count: int | None = Field(description="on the last observed day; null is unknown, not 0")
    observed_at: datetime | None
    provider: str | None
    completeness: str | None
    followers: list[FollowerPoint] = Field(
        description="the last 90 days of the build, oldest first; days may be missing"
    )
    latest: LatestCount | None


class PostOut(BaseModel):
    """A post with its last observed counters."""

    post_key: str
    account_key: str
    platform: str
    native_post_id: str
    published_at: datetime | None
    caption: str | None = Field(description="an outsider's words, cut at 280 characters")
    view_count: int | None
    like_count: int | None
    comment_count: int | None
    share_count: int | None
    save_count: int | None
    is_repost: bool = Field(description="an outsider's post, passed on")
    er_views: float | None = Field(description="engagement per view, as a fraction")
    observed_at: datetime | None


class PairOut(BaseModel):
    """Evidence that two accounts are the same, one of which is the creator's."""

    account_key_a: str
    account_key_b: str
    platform_a: str
    platform_b: str
    handle_a: str | None
    handle_b: str | None
    match_score: int | None
    match_confidence: float | None
    match_method: str | None
    match_status: str | None
    match_reasons: list[str]


class CreatorDetail(BaseModel):
    """A creator, whole."""

    build: BuildRef
    creator_id: str
    creator_integer_id: int | None
    display_name: str | None
    match: Match
    reach: list[Reach] = Field(description="one band by formula, the default first")
    accounts: list[AccountOut]
    posts: list[PostOut] = Field(description="the newest posts over all accounts")
    pairs: list[PairOut] = Field(description="the evidence behind it, and what waits for a reviewer")
    first_seen_at: datetime | None
    last_post_at: datetime | None
    last_post_platform: str | None
    source: str = "build"
