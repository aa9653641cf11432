"""Switches for everything that a contract leaves open: one field per switch, with its choices and what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


class UnknownSwitch(ValueError):
    """A switch or a value that does not exist; the message names the valid ones."""


def _choice(*choices: str, meaning: str) -> Any:
    return field(default=choices[0], metadata={"choices": choices, "meaning": meaning})


def _flag(default: bool, meaning: str) -> Any:
    return field(default=default, metadata={"choices": ("on", "off"), "meaning": meaning})


def _number(default: float, meaning: str) -> Any:
    return field(default=default, metadata={"choices": (), "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Switches:
    """The variant of every contract that is being served; the first choice of each is the default."""

    # Both providers.
    answer: str = _choice("normal", "slow", "dropped", "truncated", "html_502", meaning="how every answer arrives")
    slow_seconds: float = _number(2.0, "how long a slow answer takes, in real seconds")
    counter_decrease: bool = _flag(False, "every counter is 5 % lower than it was")

    repeated_cursor: bool = _flag(False, "from the second page on, the cursor that came in goes out again")

    # TikLiveAPI.
    stats_place: str = _choice("beside", "user", "flat", meaning="counters beside user, in user.stats, or in user")
    bio_link: str = _choice("object", "string", "absent", "null", "mixed", meaning="form of user.bioLink")
    social_members: str = _choice("off", "some", meaning="ins_id, twitter_name and the like on some profiles")
    has_more_form: str = _choice("boolean", "number", meaning="hasMore as true/false or 1/0")
    has_more_on_empty_page: bool = _flag(False, "the walk ends with hasMore true and an empty page")
    duplicate_video: bool = _flag(False, "a page begins with the last video of the page before")
    pinned_first: str = _choice("some", "off", "all", meaning="who has pinned posts in front of page one")
    null_title: str = _choice("some", "off", "all", meaning="which posts have a null title")
    null_counters: str = _choice("some", "off", "all", meaning="some: two counters of few posts; all: every counter")
    aweme_id: str = _choice("token", "numeric", meaning="aweme_id as storage token or as the video's digits")
    wrapper: bool = _flag(False, "success and errors come in the old code/msg/data wrapper")
    error_style: str = _choice("200", "4xx", meaning="status of error answers")
    private_list: str = _choice("error", "empty", meaning="what the posts of a private account look like")
    credits_spent: bool = _flag(False, "every key has used up its credits")
    charge_errors: bool = _flag(False, "an error answer costs a credit too")
    rate_limit: float = _number(200, "requests a minute and key, on the virtual clock")
    burst_limit: float = _number(0, "requests a second and key; 0 for none")
    retry_after: float = _number(0, "seconds in a Retry-After header of 429; 0 for no header")

    # Instagram.
    instagram_second_tier: str = _choice(
        "given", "refused_100", "refused_10", meaning="name, profile_picture_url, follows_count, ig_id of others"
    )
    instagram_likes_hidden: str = _choice("some", "off", "all", meaning="whose like_count is absent")
    instagram_empty_media: str = _choice("list", "absent", meaning="the media member of an account without media")
    instagram_page_cap: float = _number(100, "largest limit before code 1, 'reduce the amount of data'")
    instagram_version_code: str = _choice("2635", "100", meaning="error code of an unknown version")
    instagram_foreign_code: str = _choice("100", "10", meaning="error code of somebody else's node")
    instagram_error_status: str = _choice("documented", "200", meaning="HTTP status of error bodies")
    instagram_call_budget: float = _number(0, "calls per rolling virtual hour; 0 for each token's own")
    instagram_limit_code: str = _choice("4", "17", meaning="whose budget is spent: the app's or the user's")
    instagram_token_expired: bool = _flag(False, "every token has expired (190, subcode 463)")
    instagram_headers_after: float = _number(10, "calls in the hour before usage headers appear")

    def turned(self, settings: Mapping[str, object]) -> Switches:
        """These switches with some turned. Raises UnknownSwitch naming what would have been right; then none is."""
        turned: dict[str, Any] = {name: _read(name, value) for name, value in settings.items()}
        return replace(self, **turned)

    def described(self) -> list[dict[str, object]]:
        """Every switch with its value, its choices (none for a number) and its meaning."""
        return [
            {"name": entry.name, "value": getattr(self, entry.name), **_listed(entry.metadata)}
            for entry in fields(self)
        ]


def _listed(metadata: Mapping[str, Any]) -> dict[str, object]:
    return {"choices": list(metadata["choices"]), "meaning": metadata["meaning"]}


def _read(name: str, value: object) -> str | bool | float:
    known = {entry.name: entry for entry in fields(Switches)}
    if name not in known:
        raise UnknownSwitch(f"Unknown switch {name!r}. Known are: {', '.join(sorted(known))}.")
    choices, default = known[name].metadata["choices"], known[name].default
    if not choices:
        return _number_of(name, value)
    said = str(value)
    if isinstance(default, bool):
        said = {"True": "on", "False": "off", "true": "on", "false": "off"}.get(said, said)
    if said not in choices:
        raise UnknownSwitch(f"Switch {name} takes {', '.join(choices)}; not {value!r}.")
    return said == "on" if isinstance(default, bool) else said


def _number_of(name: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e12:
        raise UnknownSwitch(f"Switch {name} takes a number of 0 or more; not {value!r}.")
    return number


class SwitchBoard:
    """The switches in force, shared by the stand-ins and the control."""

    def __init__(self, switches: Switches | None = None) -> None:
        self.now = switches or Switches()

    def turn(self, settings: Mapping[str, object]) -> Switches:
        """Turn some switches for every answer from here on."""
        self.now = self.now.turned(settings)
        return self.now
