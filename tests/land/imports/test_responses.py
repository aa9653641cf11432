"""Captured answers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.clock import FixedClock
from creatorgraph.errors import ConfigurationError, InputFileError
from creatorgraph.land.imports import ImportOptions, import_responses
from creatorgraph.land.imports.cells import BadCellError
from creatorgraph.land.imports.responses import read_answer
from creatorgraph.settings import Home
from creatorgraph.types import Completeness, Outcome
from tests.conftest import NOON
from tests.land.imports.conftest import Write, landed

FEED = {
    "aweme_list": [
        {"aweme_id": "7", "author": {"uid": "1", "unique_id": "Lena"}, "desc": "Brot 🍞"},
        {"aweme_id": "8", "author": {"uid": "2", "unique_id": "omar"}},
    ]
}


def line(**changes: Any) -> str:
    """One captured answer as a line."""
    answer = {
        "provider": "tiktok_app",
        "endpoint": "feed",
        "observed_at": "2024-03-29T20:36:12Z",
        "payload": FEED,
    }
    return json.dumps({**answer, **changes}) + "\n"


def test_an_answer_lands_under_its_own_provider(target: Home, options: ImportOptions, write: Write) -> None:
    report = import_responses(target, write(line(request_param={"region": "US", "count": 8}), "feed.ndjson"), options)
    assert (report.kept, report.bad) == (1, ())
    (envelope,) = landed(target, "tiktok_app")
    assert json.loads(envelope.payload) == FEED
    assert "🍞" in envelope.payload
    assert (envelope.http_status, envelope.outcome, envelope.completeness) == (200, "ok", "complete")
    assert envelope.request_param == '{"count":8,"region":"US"}'
    assert envelope.request_id == "feed.ndjson:1"
    assert envelope.subject_keys == ("tiktok:id:1", "tiktok:handle:lena", "tiktok:id:2", "tiktok:handle:omar")


def test_a_payload_given_as_text_is_kept_to_the_letter(target: Home, options: ImportOptions, write: Write) -> None:
    text = '{ "aweme_list" : [ ],  "n": 1.50 }'
    import_responses(target, write(line(payload=text)), options)
    (envelope,) = landed(target, "tiktok_app")
    assert envelope.payload == text
    assert envelope.completeness is Completeness.EMPTY


VERDICTS = [
    ({"payload": "<html>log in</html>"}, Outcome.SCHEMA_DRIFT, Completeness.FAILED),
    ({"payload": {"status_code": 0}}, Outcome.SCHEMA_DRIFT, Completeness.FAILED),
    ({"payload": {"aweme_list": None}}, Outcome.SCHEMA_DRIFT, Completeness.FAILED),
    ({"http_status": 429, "payload": "slow down"}, Outcome.RATE_LIMITED, Completeness.FAILED),
    ({"http_status": 404, "payload": "{}"}, Outcome.GONE, Completeness.GONE),
    ({"http_status": 503, "payload": "x"}, Outcome.TRANSIENT, Completeness.FAILED),
    ({"provider": "x", "endpoint": "users", "payload": {"data": [{"id": "1"}]}}, Outcome.OK, Completeness.COMPLETE),
    (
        {
            "provider": "tiklive",
            "endpoint": "/userinfo-by-username/",
            "request_param": {"username": "lena"},
            "payload": {"status": "error", "message": "Not found user"},
        },
        Outcome.GONE,
        Completeness.GONE,
    ),
]


@pytest.mark.parametrize(("changes", "outcome", "completeness"), VERDICTS)
def test_blocked_is_not_empty(
    target: Home,
    options: ImportOptions,
    write: Write,
    changes: dict[str, Any],
    outcome: Outcome,
    completeness: Completeness,
) -> None:
    assert import_responses(target, write(line(**changes)), options).kept == 1
    (envelope,) = landed(target, changes.get("provider", "tiktok_app"))
    assert (envelope.outcome, envelope.completeness) == (outcome, completeness)


BAD = [
    ("not json\n", "line", "not valid JSON"),
    ("[1, 2]\n", "line", "not a JSON object"),
    (line(provider="myspace"), "provider", "known are instagram, tiklive"),
    (line(endpoint="likes"), "endpoint", "known are feed"),
    (line(observed_at=None), "observed_at", "is missing"),
    (line(observed_at=1711744572), "observed_at", "is not text"),
    (line(observed_at="2030-01-01"), "observed_at", "future"),
    (line(http_status="200"), "http_status", "no HTTP status"),
    (line(http_status=True), "http_status", "no HTTP status"),
    (line(request_param=[1]), "request_param", "not a JSON object"),
    (line(payload=None), "payload", "neither an object nor text"),
    (line(payload=[FEED]), "payload", "neither an object nor text"),
    (line(payload="half \ud83c"), "payload", "half a surrogate pair"),
    (line(payload={"n": float("inf")}), "payload", "no JSON"),
    (line(token="secret"), "token", "is no field"),
    (line(provider="instagram", endpoint="own_account", payload={"id": "1"}), "endpoint", "--private"),
    ("[" * 100_000 + "\n", "line", "not valid JSON"),
]


@pytest.mark.parametrize(("text", "column", "reason"), BAD)
def test_a_bad_line_is_named_and_the_good_ones_are_kept(
    target: Home, options: ImportOptions, write: Write, text: str, column: str, reason: str
) -> None:
    report = import_responses(target, write("\n" + line() + text), options)
    assert report.kept == 1
    (bad,) = report.bad
    assert (bad.line, bad.column) == (3, column)
    assert reason in bad.reason


def test_importing_twice_lands_once(target: Home, options: ImportOptions, write: Write) -> None:
    path = write(line() + line(observed_at="2024-03-30T16:17:38Z") + line())
    first, second = import_responses(target, path, options), import_responses(target, path, options)
    assert (first.kept, first.repeated) == (2, 1)
    assert (second.kept, second.repeated) == (0, 3)


@pytest.mark.parametrize("text", [json.dumps([FEED]), json.dumps([FEED], indent=1), "\n\n", json.dumps(FEED, indent=2)])
def test_a_document_is_not_lines(target: Home, options: ImportOptions, write: Write, text: str) -> None:
    with pytest.raises(InputFileError, match="line"):
        import_responses(target, write(text), options)


def test_columns_cannot_be_mapped(target: Home, options: ImportOptions, write: Write) -> None:
    with pytest.raises(ConfigurationError, match="no columns to map"):
        import_responses(target, write(line()), replace(options, columns={"payload": "body"}))


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.dictionaries(st.text(), inner))
)
def test_any_json_is_an_answer_or_a_plain_refusal(value: Any) -> None:
    options = ImportOptions(clock=FixedClock(NOON))
    for text in (json.dumps(value), line(payload=value), line(request_param=value), line(observed_at=value)):
        try:
            envelope = read_answer("file", 1, text, options)
        except BadCellError as error:
            assert error.reason
        else:
            envelope.payload.encode()
