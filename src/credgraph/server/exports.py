"""Exports over HTTP: the graph, or some records, in the words of other registries."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from credgraph.errors import NotExpressible
from credgraph.export import profile, profiles
from credgraph.graph import CredentialGraph
from credgraph.rdf import compact
from credgraph.results import one_line
from credgraph.server.keeping import kept
from credgraph.server.models import responses
from credgraph.server.pages import LICENCE
from credgraph.server.representations import KeptRoute

__all__ = ["router"]

router = APIRouter(prefix="/api/export", tags=["The graph"], route_class=KeptRoute)

_TYPES = {
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
}
_MOST = 20  # records of one export
_one_at_a_time = asyncio.Semaphore(1)  # an export judges what it writes, which keeps a core busy


class _Written(NamedTuple):
    """The document of an export, and why records are not in it."""

    content: bytes
    blocked: int
    reasons: tuple[str, ...]


@router.get(
    "",
    summary="List the registries that the graph can be exported for",
    response_class=JSONResponse,
    responses=responses(),
)
async def listed() -> list[dict[str, Any]]:
    """Return the profiles, what each is for, and the endings of its documents."""
    return [
        {"profile": each.name, "title": each.title, "about": each.about, "endings": [*each.whole]}
        for each in profiles()
    ]


@router.get(
    "/{name}",
    summary="Export for a registry",
    response_class=Response,
    responses=responses(also=(422,)),
)
async def export(
    request: Request,
    name: str,
    record: Annotated[
        list[str],
        Query(description="A record to export, in place of all", examples=[["mssc-cpt"]]),
    ] = [],  # noqa: B006
    ending: Annotated[
        str | None, Query(description=".ttl, .jsonld or .json", examples=[".jsonld"])
    ] = None,
) -> Response:
    """Return one document; a record that breaks a rule of the registry is held back.

    The header X-CredGraph-Held-Back counts those; where nothing is left, the answer is 422.
    """
    found = profile(name)
    chosen = f".{ending.lstrip('.')}" if ending else next(iter(found.whole))
    if chosen not in found.whole:
        raise NotExpressible("this", f"{name}{chosen[:20]}", f"choose {' or '.join(found.whole)}")
    if len(record) > _MOST:
        raise HTTPException(400, f"record may be given {_MOST} times; leave it out for all")
    async with _one_at_a_time:
        key = repr(("export", name, chosen, record))
        written = await kept(request, key, lambda graph: _written(graph, name, chosen, record))
    if record and written.blocked:
        raise HTTPException(422, f"held back: {'; '.join(written.reasons)}"[:1000])
    headers = {
        "Content-Disposition": f'inline; filename="{name}{chosen}"',
        "Link": f'<{LICENCE}>; rel="license"',
        "X-CredGraph-Held-Back": str(written.blocked),
    }
    return Response(written.content, 200, headers, _TYPES.get(chosen, "application/octet-stream"))


def _written(graph: CredentialGraph, name: str, ending: str, records: list[str]) -> _Written:
    made = graph.export(name, records=records)
    reasons = (
        f"{compact(entity)}: {one_line(finding.message)}"
        for entity in made.blocked
        for finding in made.findings[entity]
        if finding.severity == "Violation"
    )
    return _Written(made.content(ending), len(made.blocked), tuple(dict.fromkeys(reasons)))
