"""What a creator authorised for one organization is seen by that organization alone."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from creatorgraph.clock import FixedClock, VirtualClock
from creatorgraph.collect.supervise import collect_virtual
from creatorgraph.publish import parquet_folder, serving_file
from creatorgraph.run.build import build
from creatorgraph.run.sandbox import Sandbox, running_sandbox
from creatorgraph.serve.app import create_app
from creatorgraph.settings import Home, load_settings
from creatorgraph.store import tracking
from creatorgraph.store.database import connect, naive_utc
from creatorgraph.store.home import write_private
from creatorgraph.store.tables import organization
from tests.journeys.conftest import run_command
from tests.journeys.test_rebuild import differences

pytestmark = pytest.mark.xdist_group("journeys")
DAYS = timedelta(days=9)


def publish(home: Home, sandbox: Sandbox) -> Path:
    """Build as of the ninth day; returns the build's folder."""
    instant = sandbox.start + DAYS
    report = build(home, load_settings(home), FixedClock(instant), as_of=instant, advance=lambda *_: None)
    return report.published.folder


def add_acme(home: Home, sandbox: Sandbox) -> str:
    """A second organization whose creator connected an Instagram account; returns its handle."""
    own = sandbox.providers["instagram"]["authorised"][0]
    database = connect(home.app_database)
    with database.write() as connection:
        row = {"organization_id": "acme", "name": "Acme", "created_at": naive_utc(sandbox.start)}
        connection.execute(insert(organization).values(row))
        watch = tracking.Watch(platform="instagram", handle=own["handle"], authorised=True)
        tracking.track(connection, [watch], sandbox.start, "acme")
    database.close()
    write_private(
        home.secrets,
        f'["instagram@acme"]\naccess_token = "{own["access_token"]}"\nig_user_id = "{own["ig_user_id"]}"\n',
    )
    home.config.write_text(f'[collect.lanes.instagram]\nbase_url = "{sandbox.providers["instagram"]["base_url"]}"\n')
    return str(own["handle"])


@pytest.mark.slow
def test_nothing_of_one_organization_reaches_the_other(demo: Home) -> None:
    """No mart, page, export or question of the default organization differs; acme sees its own."""
    with running_sandbox(11, 16) as sandbox:
        before = publish(demo, sandbox) / "default.duckdb"
        kept = before.read_bytes()
        handle = add_acme(demo, sandbox)
        clock = VirtualClock(sandbox.start + timedelta(days=8))
        lanes = ["instagram@acme"]
        until = sandbox.start + DAYS
        reports = asyncio.run(collect_virtual(demo, load_settings(demo), clock, until, lambda _: None, lanes=lanes))
        assert reports[0].total > 0
        assert reports[0].stopped is None
        after = publish(demo, sandbox)
    copy = demo.root / "before.duckdb"
    copy.write_bytes(kept)
    assert set(differences(copy, after / "default.duckdb").values()) == {0}
    _acme_sees_more(demo, handle)
    _default_cannot_ask(demo)
    _pages_are_equal_but_for_the_build(demo)


def _acme_sees_more(home: Home, handle: str) -> None:
    with duckdb.connect(str(serving_file(home, "acme")), read_only=True) as connection:
        lanes = {row[0] for row in connection.execute("select distinct lane from coverage").fetchall()}
        known = connection.execute("select count(*) from dim_account where handle = ?", [handle]).fetchall()[0][0]
    assert "instagram@acme" in lanes
    assert known >= 1
    with duckdb.connect(str(serving_file(home, "default")), read_only=True) as connection:
        assert "instagram@acme" not in {row[0] for row in connection.execute("select lane from coverage").fetchall()}


def _default_cannot_ask(home: Home) -> None:
    """`sql` opens one organization's file and reaches no other."""
    for target in (serving_file(home, "acme"), parquet_folder(home, "acme") / "dim_account.parquet"):
        for query in (f"select * from '{target}'", f"attach '{target}' as other"):
            done = run_command(home.root, "sql", query)
            assert done.returncode == 78, done.stdout
            assert "Traceback" not in done.stderr


def _pages_are_equal_but_for_the_build(home: Home) -> None:
    with TestClient(create_app(home, load_settings(home)), base_url="http://127.0.0.1") as client:
        everything = client.get("/api/creators", params={"limit": 1000})
        assert everything.status_code == 200
        assert "instagram@acme" not in json.dumps(everything.json())
        assert "instagram@acme" not in client.get("/").text
