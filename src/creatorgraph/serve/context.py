"""What every endpoint is given: the stores of one installation and organization, and a question asked only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from creatorgraph.serve.latest import AppStore
from creatorgraph.serve.problems import invalid, nothing_published
from creatorgraph.serve.published import Published, Reader
from creatorgraph.settings import Home, Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """One data directory as one organization sees it."""

    home: Home
    settings: Settings
    organization: str
    published: Published
    app: AppStore


def installation_of(request: Request) -> Installation:
    """The installation that the app was made for."""
    found = request.app.state.installation
    assert isinstance(found, Installation)
    return found


def asked_once(request: Request) -> None:
    """Refuse a parameter that is given twice: one of the two would be ignored."""
    names = [name for name, _ in request.query_params.multi_items()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise invalid(f"query.{twice[:64]}", "is given more than once")


def current_build(installation: Annotated[Installation, Depends(installation_of)]) -> Reader:
    """The newest build; without one the request is refused with the way out."""
    reader = installation.published.current()
    if reader is None:
        raise nothing_published()
    return reader


Here = Annotated[Installation, Depends(installation_of)]
Current = Annotated[Reader, Depends(current_build)]
