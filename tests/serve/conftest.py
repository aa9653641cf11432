"""An invented installation, the app over it, and the app on a real port."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
import uvicorn
from fastapi import FastAPI

from creatorgraph.serve.app import create_app
from creatorgraph.serve.listen import address_of, open_listener
from creatorgraph.settings import Home, Settings
from creatorgraph.store.database import AppDatabase
from tests.serve.invented import Person, people, publish, swap

BUILD = "b1a2c3d4e5f60718"


@pytest.fixture
def persons() -> list[Person]:
    """Sixty invented creators."""
    return people(60)


@pytest.fixture(scope="session")
def serving_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the sixty, written once."""
    return publish(Home(tmp_path_factory.mktemp("template")), BUILD, people(60))


@pytest.fixture
def published(home: Home, app_database: AppDatabase, serving_file: Path) -> Home:
    """A data directory with that build."""
    target = home.published / "builds" / BUILD
    target.mkdir(parents=True)
    shutil.copy(serving_file, target)
    swap(home, BUILD)
    return home


@pytest.fixture
def client(published: Home) -> Iterator[httpx.Client]:
    """A client of the app over that build."""
    with connected(published) as client:
        yield client


@contextmanager
def connected(home: Home, organization: str = "default") -> Iterator[httpx.Client]:
    """A client of the app over a data directory."""
    app = create_app(home, Settings(), organization=organization)
    with listening(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The app on a free loopback port; gives its address. A real server: what is tested is what a browser gets."""
    with open_listener("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address_of("127.0.0.1", listener)
        finally:
            server.should_exit = True
            thread.join()
