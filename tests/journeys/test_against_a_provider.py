"""Verbs that ask a provider, against a sandbox that counts every call."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from creatorgraph.run.sandbox import Sandbox, running_sandbox
from creatorgraph.settings import Home
from tests.journeys.conftest import run_command

PLATFORM_LANES = {"tiklive", "instagram", "x", "youtube"}
pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture
def sandbox(demo: Home) -> Iterator[Sandbox]:
    """The demo's own world, served again; the copied directory is pointed at it."""
    with running_sandbox(11, 16) as running:
        lanes = [f'[collect.lanes.{name}]\nbase_url = "{one["base_url"]}"\n' for name, one in running.providers.items()]
        demo.config.write_text("".join(lanes), encoding="utf-8")
        yield running


def served(sandbox: Sandbox) -> dict[str, int]:
    """Answers that each provider gave, by its own count. TikTok's own APIs also count renewals of tokens."""
    return {name: int(one["served"]) for name, one in sandbox.ask("ledger").items() if name in PLATFORM_LANES}


def answered(before: dict[str, Any], after: dict[str, Any]) -> dict[str, int]:
    """Answers that came in between, by provider; an organization's lane counts for its provider."""
    found: Counter[str] = Counter()
    for lane, one in after.items():
        found[lane.partition("@")[0]] += one["answers"] - before[lane]["answers"]
    return {name: count for name, count in found.items() if name in PLATFORM_LANES}


def test_doctor_online_asks_each_provider_once(demo: Home, sandbox: Sandbox) -> None:
    """At most one call a provider, and it is booked like any other."""
    before = json.loads(run_command(demo.root, "status", "--json").stdout)["providers"]
    done = run_command(demo.root, "doctor", "--online")
    assert done.returncode == 0, done.stdout + done.stderr
    once = {"tiklive": 1, "instagram": 1, "x": 1, "youtube": 1}
    assert served(sandbox) == once
    after = json.loads(run_command(demo.root, "status", "--json").stdout)["providers"]
    assert answered(before, after) == once


@pytest.mark.slow
def test_run_collects_and_publishes_on_the_machines_clock(demo: Home, sandbox: Sandbox) -> None:
    """One round: every call is counted alike on both sides, and readers get a new build."""
    before = json.loads(run_command(demo.root, "status", "--json").stdout)
    done = run_command(demo.root, "run")
    assert done.returncode == 0, done.stderr
    after = json.loads(run_command(demo.root, "status", "--json").stdout)
    assert after["build_id"] != before["build_id"]
    calls = answered(before["providers"], after["providers"])
    assert calls == served(sandbox)
    assert all(calls.values())


def test_a_wrong_key_stops_its_lane_alone(demo: Home, sandbox: Sandbox) -> None:
    """The lane says what to correct, the other one goes on, and the key is never shown."""
    text = demo.secrets.read_text(encoding="utf-8")
    key = sandbox.providers["tiklive"]["credentials"]["api_key"]
    demo.secrets.write_text(text.replace(key, "canary-wrong-key"), encoding="utf-8")
    done = run_command(demo.root, "collect")
    assert done.returncode == 69
    assert "tiklive stopped" in done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert served(sandbox)["instagram"] > 0
