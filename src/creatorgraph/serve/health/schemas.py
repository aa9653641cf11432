"""What `/health` answers."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class StoreState(BaseModel):
    """One store and how it is."""

    state: str = Field(description="ok, absent or unreadable")
    detail: str = ""


class BuildState(BaseModel):
    """The build that is being served."""

    id: str
    as_of: datetime
    model_version: str | None
    home_kind: str = Field(description="real or demo")


class Health(BaseModel):
    """The state of the server. Status 200 also without a build: the server is up, and says what is missing."""

    status: str = Field(description="ok, no_build or degraded")
    version: str
    build: BuildState | None
    stores: dict[str, StoreState]
