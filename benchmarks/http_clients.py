"""Clients of a SPARQL endpoint, in a process of their own: `python -m benchmarks.http_clients`.

Reads one JSON object from standard input: `address`, `path`, `texts`, the queries that each client
sends in turn, `clients`, how many send at once, and `seconds`. Writes one object: `sent`, how many
were answered, `refused`, how many with an error, and `p50` and `p99`, in seconds.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlsplit

__all__ = ["main"]

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)


class _Client:
    """One connection, kept open as long as the server does."""

    def __init__(self, address: str, path: str) -> None:
        self._address, self._path = urlsplit(address), path
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, query: bytes) -> int:
        """Send a query and read its answer; returns the status."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(
                self._address.hostname, self._address.port
            )
        reader, writer = self._streams
        writer.write(self._head(query) + query)
        head = await reader.readuntil(b"\r\n\r\n")
        if _CHUNKED.search(head):
            await _read_chunks(reader)
        else:
            found = _LENGTH.search(head)
            await reader.readexactly(int(found[1]) if found else 0)
        if b"connection: close" in head.lower():
            writer.close()
            self._streams = None
        return int(head.split(b" ", 2)[1])

    def _head(self, query: bytes) -> bytes:
        return (
            f"POST {self._path} HTTP/1.1\r\nHost: {self._address.netloc}\r\n"
            "Accept: application/sparql-results+json\r\n"
            f"Content-Type: application/sparql-query\r\nContent-Length: {len(query)}\r\n\r\n"
        ).encode()


async def _read_chunks(reader: asyncio.StreamReader) -> None:
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


async def _send(client: _Client, texts: Iterator[bytes], until: float, taken: list[float]) -> int:
    """Send queries until it is time; returns how many were refused.

    A query that is still being answered then does not count.
    """
    refused, begun = 0, time.perf_counter()
    with suppress(TimeoutError):
        async with asyncio.timeout(until - begun):
            while True:
                begun = time.perf_counter()
                refused += await client.post(next(texts)) != 200
                taken.append(time.perf_counter() - begun)
    return refused


async def _measure(job: dict[str, Any]) -> dict[str, float]:
    texts, count = [text.encode() for text in job["texts"]], job["clients"]
    taken, until = list[float](), time.perf_counter() + job["seconds"]
    begun = time.perf_counter()
    refused = await asyncio.gather(
        *(
            _send(
                _Client(job["address"], job["path"]),
                islice(cycle(texts), number * 7 % len(texts), None),
                until,
                taken,
            )
            for number in range(count)
        )
    )
    seconds = time.perf_counter() - begun
    slowest = taken or [seconds]
    slowest.sort()
    return {
        "per_second": len(taken) / seconds,
        "refused": sum(refused),
        "p50": slowest[len(slowest) // 2],
        "p99": slowest[len(slowest) * 99 // 100],
    }


def main() -> None:
    """Do the one job that standard input gives."""
    print(json.dumps(asyncio.run(_measure(json.load(sys.stdin)))))


if __name__ == "__main__":
    main()
