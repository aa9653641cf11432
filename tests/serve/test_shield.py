"""What is around every answer."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatorgraph.serve.app import create_app
from creatorgraph.serve.clean import outside_text
from creatorgraph.serve.paging import Cursor, decode_cursor
from creatorgraph.settings import Home, Settings
from tests.serve.conftest import BUILD, listening

PATHS = [
    "/",
    "/health",
    "/api/creators",
    "/api/nothing",
    "/nothing",
    "/creators/x",
    "/static/creatorgraph.css",
    "/api/openapi.json",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_shielded(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "script-src" not in policy
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert headers["x-request-id"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8420", "", "127.0.0.1.evil.example", "[::2]"])
def test_a_strange_host_name_is_refused(client: httpx.Client, host: str) -> None:
    answer = client.get("/api/creators", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8420", "127.0.0.1:1", "[::1]:8420"])
def test_loopback_names_are_ours(client: httpx.Client, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


def test_a_harmless_request_id_is_kept(client: httpx.Client) -> None:
    assert client.get("/health", headers={"X-Request-Id": "job-7.a"}).headers["x-request-id"] == "job-7.a"
    assert client.get("/health", headers={"X-Request-Id": "<script>"}).headers["x-request-id"] != "<script>"


def test_our_own_fault_has_the_same_shape_and_no_traceback(home: Home) -> None:
    app = create_app(home, Settings())

    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("a secret detail")

    with listening(app) as address:
        answer = httpx.get(f"{address}/api/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret detail" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_but_without_a_body(client: httpx.Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    kept = ("content-type", "etag", "content-length")
    assert [head.headers.get(name) for name in kept] == [got.headers.get(name) for name in kept]


@given(st.text(max_size=400), st.integers(1, 200))
def test_outside_text_is_short_and_plain(text: str, longest: int) -> None:
    found = outside_text(text, longest)
    assert found is not None and len(found) <= longest
    assert not set(found) & set("\n\r\t\0\x07\u202e\u2066\ufeff")
    found.encode()


@given(st.text(max_size=20), st.integers(-(2**62), 2**62) | st.text(max_size=50), st.text(max_size=36))
def test_a_cursor_comes_back(asked: str, value: int | str, row_id: str) -> None:
    cursor = Cursor(BUILD, asked, value, row_id)
    assert decode_cursor(cursor.encode()) == cursor


encoded = st.binary(max_size=60).map(lambda raw: urlsafe_b64encode(raw).decode())
almost = st.lists(st.text(max_size=5) | st.integers() | st.floats() | st.none(), max_size=6).map(
    lambda parts: urlsafe_b64encode(json.dumps(parts).encode()).decode()
)


@given(st.text(max_size=100) | encoded | almost)
def test_anything_else_is_no_cursor(text: str) -> None:
    found = decode_cursor(text)
    assert found is None or decode_cursor(found.encode()) == found
