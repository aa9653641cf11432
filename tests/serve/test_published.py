"""Readers see whole builds, of their own organization."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import pytest

from creatorgraph.errors import ConfigurationError
from creatorgraph.serve.published import BUILDS_HELD_OPEN, Published
from creatorgraph.settings import Home
from creatorgraph.store.database import AppDatabase
from tests.serve.conftest import connected
from tests.serve.invented import people, publish


def test_the_newest_build_is_read_once_it_is_published(home: Home) -> None:
    source = Published(home.published, "default")
    assert source.current() is None
    publish(home, "a" * 16, people(3))
    first = source.current()
    publish(home, "b" * 16, people(5))
    second = source.current()
    assert first is not None and second is not None
    counts = [reader.one("select count(*) as creators from dim_creator") for reader in (first, second)]
    assert counts == [{"creators": 3}, {"creators": 5}]
    source.close()


def test_builds_that_are_not_asked_for_are_let_go(home: Home) -> None:
    source = Published(home.published, "default")
    for number in range(BUILDS_HELD_OPEN + 2):
        publish(home, f"build{number}", people(1))
        assert source.current() is not None
    assert source.at("build0") is not None
    source.close()


@pytest.mark.parametrize("build_id", ["", ".", "..", "../../etc", "a/b", "-x", "a" * 65, "ünicode", "a\0b"])
def test_a_build_id_is_no_path(home: Home, build_id: str) -> None:
    publish(home, "a" * 16, people(1))
    assert Published(home.published, "default").at(build_id) is None


def test_another_organizations_file_is_never_served(home: Home, app_database: AppDatabase) -> None:
    path = publish(home, "a" * 16, people(3), organization="acme")
    with connected(home) as client:
        assert client.get("/api/creators").status_code == 503
    path.rename(path.with_name("default.duckdb"))
    with connected(home) as client:
        answer = client.get("/api/creators")
        assert (answer.status_code, answer.json()["code"]) == (503, "store_unreadable")


def test_organizations_are_served_apart(home: Home, app_database: AppDatabase) -> None:
    publish(home, "a" * 16, people(3), organization="acme")
    publish(home, "a" * 16, people(7))
    for organization, expected in (("acme", 3), ("default", 7)):
        with connected(home, organization) as client:
            assert client.get("/api/creators").json()["total"] == expected


def test_a_damaged_file_is_told_and_does_not_crash(home: Home, app_database: AppDatabase) -> None:
    path = publish(home, "a" * 16, people(1))
    path.write_bytes(b"not a database")
    with pytest.raises(ConfigurationError, match="creatorgraph publish"):
        Published(home.published, "default").current()
    with connected(home) as client:
        assert client.get("/health").json()["stores"]["serving_file"]["state"] == "unreadable"
        assert client.get("/").status_code == 503


def test_readers_never_see_half_a_build(home: Home, app_database: AppDatabase, client_count: int = 4) -> None:
    publish(home, "build3", people(3))
    stop = threading.Event()

    def read(client: httpx.Client) -> set[tuple[str, int, int]]:
        seen = set()
        while not stop.is_set():
            body = client.get("/api/creators?limit=1000").json()
            seen.add((body["build"]["id"], body["total"], len(body["data"])))
        return seen

    with connected(home) as client, ThreadPoolExecutor(client_count) as pool:
        reading = [pool.submit(read, client) for _ in range(client_count)]
        for number in range(4, 9):
            publish(home, f"build{number}", people(number))
        stop.set()
        seen = set().union(*(one.result() for one in reading))
    assert seen <= {(f"build{number}", number, number) for number in range(3, 9)}
