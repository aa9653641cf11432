"""Listening: loopback alone, a port in use, and a real server from start to interrupt."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from creatorgraph.errors import BusyError, ConfigurationError
from creatorgraph.serve.app import create_app
from creatorgraph.serve.listen import address_of, open_listener
from creatorgraph.settings import Home, Settings
from tests.serve.conftest import listening

PROGRAM = """
import sys
from pathlib import Path
from creatorgraph.serve import serve
from creatorgraph.settings import Home, Settings
serve(Home(Path(sys.argv[1])), Settings(), "127.0.0.1", 0, on_ready=lambda address: print(address, flush=True))
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "203.0.113.7", "8.8.8.8"])
def test_an_open_address_is_refused_without_authentication(host: str) -> None:
    with pytest.raises(ConfigurationError, match="there is no authentication yet"):
        open_listener(host, 0)


def test_a_name_that_is_no_address_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="not an address of this machine"):
        open_listener("no such host", 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_loopback_is_fine(host: str) -> None:
    with open_listener(host, 0) as listener:
        assert address_of(host, listener) == f"http://{host}:{listener.getsockname()[1]}"


def test_a_port_in_use_is_one_sentence_with_the_way_out() -> None:
    with open_listener("127.0.0.1", 0) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(BusyError) as refusal:
            open_listener("127.0.0.1", port)
    assert str(refusal.value).startswith(f"Port {port} on 127.0.0.1 is in use.")
    assert "--port" in str(refusal.value)


def test_the_app_answers_on_a_real_port(published: Home) -> None:
    with listening(create_app(published, Settings())) as address:
        with urllib.request.urlopen(f"{address}/api/creators?limit=3") as answer:
            assert len(json.load(answer)["data"]) == 3
        with urllib.request.urlopen(f"{address}/static/creatorgraph.css") as answer:
            assert answer.headers["content-type"].startswith("text/css")


def test_an_interrupt_ends_it_cleanly(published: Home) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(published.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stderr is not None
        address = server.stdout.readline().strip()
        with urllib.request.urlopen(f"{address}/health") as answer:
            assert json.load(answer)["status"] == "ok"
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=30) == 0
        assert server.stderr.read() == ""
    with socket.create_server(("127.0.0.1", int(address.rsplit(":", 1)[1]))):
        pass
