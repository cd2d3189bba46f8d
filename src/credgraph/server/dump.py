"""Everything as one file: N-Quads, packed, written while it is sent."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from credgraph.server.pages import LICENCE
from credgraph.server.representations import KeptRoute, service_of
from credgraph.store import EmbeddedStore, read_only

__all__ = ["packed", "router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

_AT_ONCE = 20_000  # quads that are packed together
_GZIP = 16 + zlib.MAX_WBITS  # a gzip header without a name or a time, so that bytes stay the same


@router.api_route("/dump.nq.gz", methods=["GET", "HEAD"])
async def dump(request: Request) -> Response:
    """Send every statement with its named graph."""
    headers = {
        "Content-Disposition": 'attachment; filename="credgraph.nq.gz"',
        "Link": f'<{LICENCE}>; rel="license"',
    }
    folder = _store_folder(request)
    if request.method == "HEAD":
        return Response(None, 200, headers, "application/gzip")
    store = read_only(folder, folder)
    return StreamingResponse(packed(store), 200, headers, "application/gzip")


def _store_folder(request: Request) -> str:
    from credgraph.snapshot import store_folder

    store = service_of(request).settings.store
    if store and "://" in store:
        raise HTTPException(501, "the graph is at another endpoint; ask that for all of it")
    return str(store or store_folder())


def packed(store: EmbeddedStore) -> Iterator[bytes]:
    """Yield a store as packed N-Quads."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    waiting = list[ox.Quad]()
    for quad in store.quads():
        waiting.append(quad)
        if len(waiting) == _AT_ONCE:
            yield packer.compress(ox.serialize(waiting, format=ox.RdfFormat.N_QUADS) or b"")
            waiting.clear()
    yield packer.compress(ox.serialize(waiting, format=ox.RdfFormat.N_QUADS) or b"")
    yield packer.flush()
