"""Ask every store how it is, without failing on any."""

from __future__ import annotations

from creatorgraph import __version__
from creatorgraph.errors import CreatorgraphError
from creatorgraph.land.lake import Lake
from creatorgraph.serve.context import Installation
from creatorgraph.serve.health.schemas import BuildState, Health, StoreState
from creatorgraph.serve.published import Reader


def health(installation: Installation) -> Health:
    """The state of the server and its stores, now."""
    reader, serving = _serving(installation)
    stores = {"app_database": _app_database(installation), "lake": _lake(installation), "serving_file": serving}
    broken = any(store.state == "unreadable" for store in stores.values())
    status = "degraded" if broken else "ok" if reader else "no_build"
    return Health(status=status, version=__version__, build=_build(reader), stores=stores)


def _serving(installation: Installation) -> tuple[Reader | None, StoreState]:
    try:
        reader = installation.published.current()
    except CreatorgraphError as error:
        return None, StoreState(state="unreadable", detail=str(error))
    if reader is None:
        return None, StoreState(state="absent", detail="Nothing is published yet. Run: creatorgraph run")
    return reader, StoreState(state="ok")


def _app_database(installation: Installation) -> StoreState:
    if not installation.home.app_database.exists():
        return StoreState(state="absent", detail="Run: creatorgraph init")
    found = installation.app.state()
    return StoreState(state="ok") if found == "ok" else StoreState(state="unreadable", detail=found)


def _lake(installation: Installation) -> StoreState:
    try:
        files = Lake(installation.home.lake).manifest().files
    except CreatorgraphError as error:
        return StoreState(state="unreadable", detail=error.what)
    return StoreState(state="ok", detail=f"{len(files)} files") if files else StoreState(state="absent")


def _build(reader: Reader | None) -> BuildState | None:
    if reader is None:
        return None
    build = reader.build
    return BuildState(
        id=build.build_id, as_of=build.as_of, model_version=build.model_version, home_kind=build.home_kind
    )
