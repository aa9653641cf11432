"""What the warehouse's schemas are called."""

from __future__ import annotations

import hashlib
import re
from typing import Final

PLAIN: Final = re.compile(r"(?!masked_)[a-z0-9_]+", re.ASCII)
"""Names that may stand as they are; `marts_masked_…` is another organization's shared schema."""


def marts_schema(organization: str) -> str:
    """The schema that holds an organization's marts; the transforms name it the same way.

    Schema names know no case and few signs, so a name that had to be changed carries a digest of what it was: no two
    organizations share a schema.
    """
    name = re.sub(r"[^a-z0-9_]", "_", organization.lower())
    return f"marts_{name}" if PLAIN.fullmatch(organization) else f"marts_{name}_{short_digest(organization)}"


def masked_schema(organization: str) -> str:
    """The schema that holds what an organization may share: its marts, masked."""
    return marts_schema(organization).replace("marts_", "marts_masked_", 1)


def short_digest(text: str) -> str:
    """8 hex digits that tell two names apart."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:8]
