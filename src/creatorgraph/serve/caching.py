"""Strong ETags: what a build says does not change, so a reader who has it is told so without a query."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

from creatorgraph import __version__

REVALIDATE: Final = "private, no-cache"


def etag_of(build_id: str | None, *rest: object) -> str:
    """The tag of what this version answers from a build and from what is newer than it (`rest`)."""
    newer = hashlib.sha256(repr((__version__, *rest)).encode()).hexdigest()[:16]
    return f'"{build_id or "none"}.{newer}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """The 304 for a caller who has this already, else None."""
    if _matches(request.headers.getlist("if-none-match"), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=cache_headers(etag))
    return None


def cache_headers(etag: str) -> dict[str, str]:
    """Keep it, but ask before using it again."""
    return {"ETag": etag, "Cache-Control": REVALIDATE}


def _matches(sent: Iterable[str], etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for header in sent for tag in header.split(",")}
    return etag in tags or "*" in tags
