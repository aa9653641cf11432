"""Envelopes for tests of the lake and the journal."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from creatorgraph.types import Completeness, Envelope, Outcome

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def envelope(answer_id: str, **members: Any) -> Envelope:
    values: dict[str, Any] = {
        "provider": "tiklive",
        "lane": "tiklive",
        "endpoint": "/user-posts/",
        "request_param": '{"userid":"701"}',
        "requested_at": NOON,
        "observed_at": NOON,
        "ingested_at": NOON,
        "http_status": 200,
        "outcome": Outcome.OK,
        "completeness": Completeness.COMPLETE,
        "cost": Decimal(1),
        "visibility": "public",
        "subject_keys": ("tiktok:id:701",),
        "request_id": answer_id,
        "payload": '{"videos": []}',
    }
    return Envelope(answer_id=answer_id, **{**values, **members})


instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def envelopes(provider: str = "tiklive") -> st.SearchStrategy[Envelope]:
    """Any envelope that a lane or an import may write."""
    return st.builds(
        Envelope,
        answer_id=st.uuids().map(str),
        provider=st.just(provider),
        lane=st.just(provider),
        endpoint=st.sampled_from(["/user-posts/", "/userinfo-by-id/"]),
        request_param=texts,
        requested_at=instants,
        observed_at=instants,
        ingested_at=instants,
        http_status=st.none() | st.integers(100, 599),
        outcome=st.sampled_from(Outcome),
        completeness=st.sampled_from(Completeness),
        cost=st.decimals(0, 1000, places=6),
        visibility=st.sampled_from(["public", "org:acme"]),
        subject_keys=st.lists(st.sampled_from(["tiktok:id:1", "tiktok:handle:a"]), unique=True).map(tuple),
        request_id=st.uuids().map(str),
        payload=texts,
        redacted_at=st.none() | instants,
    )
