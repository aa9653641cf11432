"""The command: one JSON line, a graceful end, plain words when something is wrong."""

from __future__ import annotations

import csv
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from creatorgraph_sandbox import __version__
from creatorgraph_sandbox.cli import main

COMMAND = [sys.executable, "-c", "import sys; from creatorgraph_sandbox.cli import main; sys.exit(main())"]


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], Any]]:
    command = [*COMMAND, "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def get(address: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_says_one_line_and_stops_when_told(number: signal.Signals) -> None:
    with serving("--seed", "5", "--creators", "12") as (process, ready):
        assert ready["ready"] is True and ready["version"] == __version__
        assert (ready["seed"], ready["start"]) == (5, "2026-08-01T00:00:00Z")
        tiklive, instagram = ready["providers"]["tiklive"], ready["providers"]["instagram"]
        roster = get(f"{ready['control_url']}/roster", {})
        name = next(entry["handle"] for entry in roster if entry["platform"] == "tiktok")
        key = {"X-Api-Key": tiklive["credentials"]["api_key"]}
        assert get(f"{tiklive['base_url']}/userid/?username={name}", key)["id"]
        own = instagram["credentials"]
        address = f"{instagram['base_url']}/v25.0/{own['ig_user_id']}?fields=username"
        assert get(address, {"Authorization": f"Bearer {own['access_token']}"})["username"]
        assert all(set(one) == {"access_token", "ig_user_id", "handle"} for one in instagram["authorised"])
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stdout is not None and process.stdout.read() == ""
        assert process.stderr is not None and process.stderr.read() == ""


def test_serve_takes_faults_and_switches() -> None:
    options = ("--faults", "tiklive=429:0.3", "--fault-seed", "4", "--switch", "bio_link=string")
    with serving("--creators", "5", *options) as (_, ready):
        faults = get(f"{ready['control_url']}/faults", {})
        assert faults["tiklive"] == {"profile": "429:0.3", "seed": 4, "requests": 0}
        switches = {entry["name"]: entry["value"] for entry in get(f"{ready['control_url']}/switches", {})}
        assert switches["bio_link"] == "string"


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [*COMMAND, "serve", "--creators", "2", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert f"port {port} is in use" in ended.stderr and "--port 0" in ended.stderr


@pytest.mark.parametrize(
    "options",
    [("--faults", "nonsense"), ("--switch", "nonsense=1"), ("--switch", "bio_link"), ("--faults", "429:7")],
)
def test_wrong_options_are_refused_in_words(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *options]) == 2
    said = capsys.readouterr().err
    assert said.startswith("creatorgraph-sandbox: ") and said.count("\n") == 1


@pytest.mark.parametrize("options", [("--port", "x"), ("--port", "70000"), ("--creators", "0"), ("--seed", "x")])
def test_numbers_are_checked(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["serve", *options])
    assert options[0] in capsys.readouterr().err


def test_truth_is_written_for_all_platforms(tmp_path: Path) -> None:
    out = tmp_path / "the truth.csv"
    assert main(["truth", "--seed", "3", "--creators", "30", "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["platform"] for row in rows} == {"tiktok", "instagram", "x", "youtube"}
    columns = {"platform", "account_id", "handle", "display_name", "bio", "link", "followers", "verified"}
    assert set(rows[0]) == columns | {"person_id", "kind"}
    assert all(row["account_id"] and row["handle"] and row["followers"].isdecimal() for row in rows)
    again = tmp_path / "again.csv"
    main(["truth", "--seed", "3", "--creators", "30", "--out", str(again)])
    assert out.read_bytes() == again.read_bytes()


def test_truth_at_a_later_day_shows_other_handles(tmp_path: Path) -> None:
    first, last = tmp_path / "first.csv", tmp_path / "last.csv"
    main(["truth", "--out", str(first)])
    main(["truth", "--out", str(last), "--at", "2026-11-01"])
    assert first.read_bytes() != last.read_bytes()


def test_a_null_truth_has_one_account_per_person(tmp_path: Path) -> None:
    out = tmp_path / "null.csv"
    main(["truth", "--null", "--creators", "50", "--out", str(out)])
    with out.open(encoding="utf-8", newline="") as file:
        people = [row["person_id"] for row in csv.DictReader(file)]
    assert len(people) == len(set(people)) == 50


def test_a_truth_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "absent" / "truth.csv"
    assert main(["truth", "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"creatorgraph-sandbox: {out}: No such file or directory\n"
