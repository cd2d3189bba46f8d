"""Opening a store by its name: nothing for the shipped graph, a folder, or an endpoint's URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credgraph.errors import StoreUnavailable
from credgraph.store.embedded import in_memory, on_disk
from credgraph.store.protocol import Store

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["connect"]


def connect(target: str | Path | None = None, seconds: float | None = None) -> Store:
    """Open the shipped graph in memory, a store on disk (made if absent), or an endpoint by URL.

    An answer of an endpoint may take `seconds`, or what is usual.
    """
    if target is None:
        return in_memory()
    if str(target).lower().startswith(("http://", "https://")):
        from credgraph.store.endpoint import SECONDS, RemoteStore

        return RemoteStore(str(target), seconds or SECONDS)
    from pathlib import Path

    if not str(target).strip() or "://" in str(target):
        raise StoreUnavailable(
            repr(str(target)), "is neither a folder nor an http or https address"
        )
    return on_disk(Path(target))
