"""Whether the service is good for anything: /health, for what restarts it or sends it requests."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from credgraph.errors import CredGraphError
from credgraph.results import Format
from credgraph.sandbox.crew import Busy
from credgraph.server.answering import Question, Service
from credgraph.server.caching import NOT_KEPT
from credgraph.server.refusals import told

__all__ = ["Health", "HealthModel", "router"]

router = APIRouter()

_FRESH = 5.0  # seconds for which the last answer tells
_PATIENCE = 1.0  # seconds that a request for /health takes at most
_LONGEST = 10.0  # seconds after which an answer is not waited for
_QUESTION = Question("ASK { ?s ?p ?o }", Format.SRJ, client="/health")


class HealthModel(BaseModel):
    """How the service fares; `detail` says in one sentence why it is not ok."""

    status: Literal["ok", "not ok"]
    detail: str = ""
    release: str = ""
    modified: datetime | None = None
    uptime: float
    answered: float | None = None
    running: int
    waiting: int


class Health:
    """What is known of whether a service answers; asked for anew where that is too long ago."""

    def __init__(self, service: Service) -> None:
        self._service, self._begun = service, time.monotonic()
        self._problem, self._asked = "nothing has been answered yet", -_FRESH
        self._asking: asyncio.Task[None] | None = None

    @property
    def uptime(self) -> float:
        """Seconds since the service began."""
        return time.monotonic() - self._begun

    @property
    def answered(self) -> float | None:
        """Seconds since the last answer; None before the first."""
        last = self._service.source.answered
        return None if last is None else time.monotonic() - last

    async def problem(self) -> str:
        """Return why the service is of no use, nothing if it is; within a second in any case."""
        if self._service.source.problem:
            return self._service.source.problem
        if self._has_answered():
            return ""
        if self._asking is None and time.monotonic() - self._asked > _FRESH:
            self._asked = time.monotonic()
            self._asking = asyncio.get_running_loop().create_task(self._ask())
        if self._asking is not None:
            await asyncio.wait({self._asking}, timeout=_PATIENCE)
        return "" if self._has_answered() else self._problem

    def close(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()

    def _has_answered(self) -> bool:
        answered = self.answered
        return answered is not None and answered <= _FRESH

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(_LONGEST):
                await self._service.query(_QUESTION)
            self._problem = ""
        except Busy:  # the others wait for something: what does not answer leaves no queue
            self._problem = ""
        except TimeoutError:
            self._problem = f"nothing was answered within {_LONGEST:g} seconds"
        except CredGraphError as error:
            self._problem = told(error)
        finally:
            self._asking = None


@router.get(
    "/health",
    response_model=HealthModel,
    responses={503: {"model": HealthModel, "description": "It does not answer"}},
)
@router.head("/health", include_in_schema=False)
async def health(request: Request) -> Response:
    """Say whether questions are answered (503 if not), from which release, and how much waits.

    `uptime` is in seconds, and `answered` how many seconds ago the last answer was given.
    """
    service: Service = request.app.state.service
    known: Health = request.app.state.health
    problem = await known.problem()
    load, release = service.source.load, service.release
    said: dict[str, Any] = HealthModel(
        status="not ok" if problem else "ok",
        detail=problem,
        release=release.name if release else "",
        modified=release.modified if release else None,
        uptime=round(known.uptime, 3),
        answered=None if known.answered is None else round(known.answered, 3),
        running=load.running,
        waiting=load.waiting,
    ).model_dump(mode="json")
    return JSONResponse(said, 503 if problem else 200, NOT_KEPT)
