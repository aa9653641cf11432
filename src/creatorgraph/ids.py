"""Stable ids. Native ids are strings everywhere; ours are name-based UUIDs, so that any machine derives the same."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("5b0c5f2e-6a0e-5d6e-9d2f-2f8f6b1f7c11")


def account_key(platform: str, native_id: str) -> str:
    """The key of an account whose immutable native id is known."""
    return str(uuid5(NAMESPACE, f"account:{platform}:{native_id}"))


def provisional_account_key(platform: str, handle: str) -> str:
    """The key of an account known by handle only, until an alias in the ledger promotes it."""
    return str(uuid5(NAMESPACE, f"provisional:{platform}:{handle.lower()}"))


def post_key(platform: str, native_post_id: str) -> str:
    """The key of a post; for TikTok the native id is the numeric video id."""
    return str(uuid5(NAMESPACE, f"post:{platform}:{native_post_id}"))


def creator_id(founding_account_key: str, generation: int = 0) -> str:
    """The canonical id of an identity, named after the account that founded it.

    `generation` grows when a split leaves the founder with an id that lives on elsewhere.
    """
    return str(uuid5(NAMESPACE, f"creator:{founding_account_key}:{generation}"))


def import_answer_id(kind: str, content_digest: str) -> str:
    """The answer id of an imported row: equal content, equal id, so that importing twice lands once."""
    return str(uuid5(NAMESPACE, f"import:{kind}:{content_digest}"))
