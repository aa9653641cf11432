"""Opaque cursors for keyset paging; a cursor holds its build, so that a walk never mixes two."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Final

LONGEST_CURSOR: Final = 2048


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a walk goes on: in which build, for which question (`asked`), behind which row (`value`, `row_id`)."""

    build_id: str
    asked: str
    value: int | str
    row_id: str

    def encode(self) -> str:
        """The text that a caller sends back."""
        content = json.dumps([self.build_id, self.asked, self.value, self.row_id], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def decode_cursor(text: str) -> Cursor | None:
    """The cursor of a text, or None for anything that `encode` did not write."""
    if len(text) > LONGEST_CURSOR or not text.isascii():
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return _checked(found)


def question(*parts: object) -> str:
    """A short name of what was asked, so that a cursor of one question is refused by another."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()[:12]


def _checked(found: object) -> Cursor | None:
    if not isinstance(found, list) or len(found) != 4:
        return None
    build_id, asked, value, row_id = found
    if not all(isinstance(part, str) for part in (build_id, asked, row_id)) or type(value) not in (int, str):
        return None
    if isinstance(value, int) and abs(value) >= 2**63:
        return None
    return Cursor(build_id, asked, value, row_id)
