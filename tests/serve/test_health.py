"""`/health` answers whatever is missing."""

from __future__ import annotations

import httpx2 as httpx

from creatorgraph import __version__
from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase
from tests.serve.conftest import BUILD, connected


def test_with_a_build(client: httpx.Client) -> None:
    found = client.get("/health").json()
    assert (found["status"], found["version"]) == ("ok", __version__)
    assert found["build"] == {
        "id": BUILD, "as_of": "2026-11-01T06:00:00Z", "model_version": "match-1", "home_kind": "demo",
    }  # fmt: skip
    assert {name: store["state"] for name, store in found["stores"].items()} == {
        "app_database": "ok", "lake": "absent", "serving_file": "ok",
    }  # fmt: skip


def test_without_a_build(home: Home, app_database: AppDatabase) -> None:
    with connected(home) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"], answer.json()["build"]) == (200, "no_build", None)
    assert "creatorgraph run" in answer.json()["stores"]["serving_file"]["detail"]


def test_without_anything(home: Home) -> None:
    with connected(home) as client:
        assert client.get("/health").json()["stores"]["app_database"]["state"] == "absent"
        assert client.get("/").status_code == 200


def test_with_stores_that_cannot_be_read(published: Home, app_database: AppDatabase) -> None:
    app_database.close()
    for file in published.root.glob("app.db*"):
        file.unlink()
    published.app_database.write_bytes(b"not a database at all, and long enough to be taken for one")
    published.lake.mkdir()
    (published.lake / "manifest.json").write_text("[]")
    with connected(published) as client:
        found = client.get("/health").json()
    assert found["status"] == "degraded"
    assert found["stores"]["app_database"]["state"] == found["stores"]["lake"]["state"] == "unreadable"
