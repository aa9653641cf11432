"""Reading answers that cannot be trusted: every function takes anything and says null rather than guess."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

LOGIN_WALL: Final = re.compile(
    r"log[ -]?in|sign[ -]in|captcha|verify (?:that )?you|are you (?:a )?human", re.IGNORECASE
)


def parse_object(body: str) -> dict[str, Any] | None:
    """The JSON object in `body`, or None when there is none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def as_object(value: Any) -> dict[str, Any]:
    """`value` when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """`value` when it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str | None:
    """A non-empty string, or a whole number as one: ids must not lose digits on the way."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def as_count(value: Any) -> int | None:
    """A counter, or None: a missing counter is not 0. Negative ones (32-bit overflow upstream) pass as they are."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    return None


def as_truth(value: Any) -> bool:
    """True, 1 and "true" are true; everything else is not."""
    return value is True or value == 1 or (isinstance(value, str) and value.lower() in ("true", "1"))


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """The `Retry-After` header in its form of seconds; the form of a date is not used by these providers."""
    value = headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", value) else None


def is_login_wall(body: str) -> bool:
    """True for a page that asks the reader to log in or to prove being human."""
    return body.lstrip()[:1] == "<" and LOGIN_WALL.search(body[:20_000]) is not None
