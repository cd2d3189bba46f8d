"""Opening the shipped graph, a store in a folder, or an endpoint by its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credgraph.errors import StoreUnavailable
from credgraph.store.embedded import in_memory, on_disk, shipped_spellings
from credgraph.store.protocol import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Unpack

    from credgraph.store.access import AccessOptions
    from credgraph.store.spellings import Spellings

__all__ = ["connect"]


def connect(
    target: str | Path | None = None,
    seconds: float | None = None,
    spellings: Callable[[], Spellings] = shipped_spellings,
    **access: Unpack[AccessOptions],
) -> Store:
    """Open the shipped graph in memory, a store on disk (made if absent), or an endpoint by URL.

    An endpoint has `seconds` for each answer, or `endpoint.DEFAULT_SECONDS`, and is asked as the
    keywords of `store.access.Access` say; its values are spelt as `spellings` has them. Raises
    StoreUnavailable for a target that is no store.
    """
    if target is None:
        return in_memory()
    if str(target).lower().startswith(("http://", "https://")):
        from credgraph.store.endpoint import DEFAULT_SECONDS, RemoteStore

        return RemoteStore(str(target), seconds or DEFAULT_SECONDS, spellings=spellings, **access)
    from pathlib import Path

    if not str(target).strip() or "://" in str(target):
        from credgraph.store.access import masked

        problem = "is neither a folder nor an http or https address"
        raise StoreUnavailable(repr(masked(str(target))), problem)
    return on_disk(Path(target))
