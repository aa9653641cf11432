"""`GET /api/creators` and `GET /api/creators/{creator_id}`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from creatorgraph.serve.caching import cache_headers, etag_of, not_modified
from creatorgraph.serve.context import Current, Here, Installation, asked_once
from creatorgraph.serve.creators.schemas import CreatorDetail, CreatorList, CreatorsAsked
from creatorgraph.serve.creators.service import creator_detail, is_known, list_creators, successor, where_to_read
from creatorgraph.serve.problems import DOCUMENTED, Problem
from creatorgraph.serve.published import Reader

PERMANENT: Final = HTTPStatus.PERMANENT_REDIRECT
NO_SUCH: Final[dict[int | str, dict[str, Any]]] = {
    308: {"description": "The id was merged into another, which Location names."},
    404: {"model": Problem, "description": "There is no such creator."},
}

router = APIRouter(prefix="/api/creators", tags=["creators"], dependencies=[Depends(asked_once)])


@router.get("", summary="Creators, by reach or by name", response_model=CreatorList, responses=DOCUMENTED)
def read_creators(
    here: Here, request: Request, response: Response, asked: Annotated[CreatorsAsked, Query()]
) -> CreatorList | Response:
    """A stretch of the creators that the filters leave; go on with `next_cursor` for the rest, all of one build."""
    reader, after = where_to_read(here, asked)
    etag = _etag(here, reader)
    response.headers.update(cache_headers(etag))
    return not_modified(request, etag) or list_creators(here, reader, after, asked)


@router.get(
    "/{creator_id}", summary="One creator, whole", response_model=CreatorDetail, responses={**DOCUMENTED, **NO_SUCH}
)
def read_creator(
    here: Here,
    reader: Current,
    request: Request,
    response: Response,
    creator_id: Annotated[
        str, Path(max_length=64, description="the canonical id; an id that was merged is redirected")
    ],
) -> CreatorDetail | Response:
    """A creator with its accounts and why they are its, reach by both formulas, 90 days of followers, newest posts."""
    if not is_known(reader, creator_id):
        return RedirectResponse(f"/api/creators/{successor(here, reader, creator_id)}", PERMANENT)
    etag = _etag(here, reader)
    response.headers.update(cache_headers(etag))
    return not_modified(request, etag) or creator_detail(here, reader, creator_id)


def _etag(here: Installation, reader: Reader) -> str:
    return etag_of(reader.build.build_id, *here.app.stamp(reader.build.as_of))
