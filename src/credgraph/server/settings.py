"""What is served, where, and how much of it a client may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from credgraph.store.access import AccessOptions

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """The settings of a server.

    `store` is a folder, the URL of an endpoint or None for the shipped graph, `access` how an
    endpoint is asked. `base` is the address that the server is known by, without a slash at its
    end; without one, each request tells by the host that it names. A `proxy` at that address may
    say for whom it asks. An answer may take `seconds`,
    `rows` rows or triples and `memory` bytes of a worker. `workers` answer at once; `queue`
    requests may wait for them. A client may send `rate` requests a second (0: any number), in
    bursts of ten times as many, each of `request_bytes` at most. `cors` lists the origins whose
    pages may ask, `*` for all. `log` says whether requests are
    logged, to standard error.
    """

    store: str | None = None
    base: str | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    proxy: str = "127.0.0.1"
    seconds: float = 30
    rows: int = 100_000
    memory: int = 2 * 2**30
    workers: int = 2
    queue: int = 64
    rate: float = 50
    request_bytes: int = 10 * 2**20
    cors: Sequence[str] = ("*",)
    log: bool = True
    access: AccessOptions = field(default_factory=AccessOptions, repr=False)
