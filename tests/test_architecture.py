"""The road's direction, and the size of its rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "creatorgraph"
GROUND = ("errors", "types", "ids", "clock", "settings")
STATIONS = (
    "handles", "providers", "store", "land", "collect", "warehouse", "transform",
    "match", "review", "measure", "publish", "serve", "run", "cli",
)  # fmt: skip
PURE = {"handles", "providers"}
IO_MODULES = {
    "sqlite3",
    "duckdb",
    "aiohttp",
    "httpx",
    "requests",
    "socket",
    "subprocess",
    "sqlalchemy",
    "urllib.request",
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
LONGEST_FILE, LONGEST_FUNCTION_P90 = 400, 35


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations/versions" not in path.as_posix())


def station(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inner(name: str) -> str | None:
    """The station that an import of ours names."""
    parts = name.split(".")
    return parts[1] if parts[0] == "creatorgraph" and len(parts) > 1 else None


def test_every_folder_is_a_station_or_the_ground_floor() -> None:
    known = {*GROUND, *STATIONS, "__init__", "__main__", "dbt"}
    assert {station(path) for path in modules()} <= known


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_follow_the_road(path: Path) -> None:
    here = station(path)
    for name in imports(path):
        there = inner(name)
        if there in STATIONS and here in STATIONS:
            assert STATIONS.index(there) <= STATIONS.index(here), f"{here} imports the later station {there}"
        if here in GROUND:
            assert there not in STATIONS, f"the ground floor imports the station {there}"
        assert not name.startswith("creatorgraph_sandbox"), "the product knows nothing of the sandbox"


@pytest.mark.parametrize("path", [path for path in modules() if station(path) in PURE], ids=lambda path: path.stem)
def test_pure_rooms_do_no_io(path: Path) -> None:
    assert not IO_MODULES & set(imports(path))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_room_is_a_hall(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    assert not FORBIDDEN_NAMES & {part.removesuffix(".py") for part in path.relative_to(SOURCE).parts}


def test_functions_stay_short() -> None:
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    )
    assert lengths[len(lengths) * 9 // 10] <= LONGEST_FUNCTION_P90


def test_only_the_wall_clock_asks_the_machine_for_the_time() -> None:
    asking = [
        path.name
        for path in modules()
        if any(
            f"{word}(" in path.read_text(encoding="utf-8")
            for word in ("datetime.now", "utcnow", "time.time", "date.today")
        )
    ]
    assert asking == ["clock.py"]
