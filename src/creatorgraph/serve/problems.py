"""One error shape for every refusal: a code for programs, a sentence for people, the request's id for support."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

MEDIA_TYPE: Final = "application/problem+json"
REQUEST_ID: Final = re.compile(r"[0-9A-Za-z._-]{1,64}", re.ASCII)


class ProblemPart(BaseModel):
    """One of several things that are wrong with a request."""

    field: str = Field(description="the parameter, with its place: query.limit")
    message: str


class Problem(BaseModel):
    """The body of every answer with a status of 400 or more."""

    status: int
    code: str = Field(description="stable; programs decide by it")
    message: str = Field(description="for people; may change")
    request_id: str = Field(description="also in the header X-Request-Id")
    errors: list[ProblemPart] = []


class Refusal(Exception):
    """A request that cannot be answered as asked; raised anywhere, answered in the one shape."""

    def __init__(self, status: HTTPStatus, code: str, message: str, errors: Sequence[ProblemPart] = ()) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.errors = status, code, message, list(errors)


def not_found(noun: str) -> Refusal:
    """Nothing of that id; the same for an id that exists for others only."""
    return Refusal(HTTPStatus.NOT_FOUND, "not_found", f"There is no such {noun}.")


def nothing_published() -> Refusal:
    """The state of a new installation."""
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "nothing_published",
        "Nothing is published yet. Run: creatorgraph run",
    )


def invalid(field: str, message: str) -> Refusal:
    """One parameter that is not understood."""
    part = ProblemPart(field=field, message=message)
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_parameter", f"{field}: {message}", [part])


def problem_response(request_id: str, refusal: Refusal, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A refusal as JSON."""
    body = Problem(
        status=refusal.status,
        code=refusal.code,
        message=refusal.message,
        request_id=request_id,
        errors=refusal.errors,
    )
    return JSONResponse(body.model_dump(), refusal.status, dict(headers or {}), media_type=MEDIA_TYPE)


def request_id_of(request: Request) -> str:
    """The id under which this request is logged."""
    return str(request.scope.get("creatorgraph.request_id", "unknown"))


def chosen_request_id(given: str | None) -> str:
    """The caller's own id where it is harmless, else a new one."""
    return given if given and REQUEST_ID.fullmatch(given) else uuid4().hex


DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "description": text, "content": {MEDIA_TYPE: {}}}
    for status, text in (
        (422, "A parameter is not understood."),
        (503, "Nothing is published yet, or a store cannot be read."),
    )
}
"""The refusals that every resource may answer with, for OpenAPI."""
