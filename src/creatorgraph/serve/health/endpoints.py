"""`GET /health`."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from creatorgraph.serve.context import Here, asked_once
from creatorgraph.serve.health.schemas import Health
from creatorgraph.serve.health.service import health

router = APIRouter(tags=["health"])


@router.get("/health", summary="Is it up, and what does it serve?", dependencies=[Depends(asked_once)])
def read_health(here: Here) -> Health:
    """The version, the build that is served, and the state of each store."""
    return health(here)
