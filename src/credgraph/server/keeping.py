"""What takes long to make and changes only with the data: made once for each release."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from credgraph.graph import CredentialGraph
from credgraph.server.representations import service_of, with_graph

__all__ = ["kept"]

Made = TypeVar("Made")
_MOST = 200  # things kept, the last used ones
_UNKNOWN = 300.0  # seconds that things are kept whose release an endpoint does not tell


async def kept(request: Request, name: str, make: Callable[[CredentialGraph], Made]) -> Made:
    """Return what `make` gives for the present release; those who ask meanwhile wait for it.

    Raises what `make` raises, and then makes it anew the next time.
    """
    release, state = service_of(request).release, request.app.state
    found: OrderedDict[tuple[str, str], asyncio.Future[Made]]
    found = state.kept = getattr(state, "kept", None) or OrderedDict()
    state_of_data = release.name if release else str(time.time() // _UNKNOWN)
    key = (state_of_data, name)
    if key not in found:
        found[key] = asyncio.ensure_future(with_graph(request, make))
        while len(found) > _MOST:
            found.popitem(last=False)
    found.move_to_end(key)
    try:
        return await asyncio.shield(found[key])
    except Exception:
        found.pop(key, None)
        raise
