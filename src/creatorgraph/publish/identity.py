"""What a build is a function of, and the id that follows from it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildIdentity:
    """The five things that decide every row of a build; equal identities, equal marts."""

    manifest_id: str
    app_snapshot_id: str
    ledger_id: str
    model_version: str
    as_of: datetime

    @property
    def build_id(self) -> str:
        """16 hex digits that name this build."""
        parts = {**asdict(self), "as_of": self.as_of.astimezone(UTC).isoformat(timespec="microseconds")}
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]
