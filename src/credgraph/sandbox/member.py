"""One process of a crew, and its output as the event loop reads it."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import Any

from credgraph.errors import StoreUnavailable
from credgraph.sandbox.messages import Message, as_bytes, next_message
from credgraph.sandbox.processes import START_SECONDS, WorkerProcess, reply_or_error

__all__ = ["Member"]

_PIECE = 2**18  # bytes that are read at once
_FITS_IN_PIPE = 60_000  # bytes; what is longer is written by a thread


class Member:
    """A process, and its output as the event loop reads it.

    The pipe is the process's alone to close. A transport would close it too, in uvloop by its
    number, which by then may be that of a client's connection.
    """

    def __init__(self, process: WorkerProcess) -> None:
        self.process, self._output = process, asyncio.StreamReader(limit=2**20)
        self._loop, self._is_read = asyncio.get_running_loop(), True
        self._pipe = process.popen.stdout.fileno()  # type: ignore[union-attr]
        os.set_blocking(self._pipe, False)
        self._loop.add_reader(self._pipe, self._received)

    async def started(self) -> None:
        """Wait until the process can answer; raises StoreUnavailable."""
        if self.process.ready:
            return
        try:
            first = await asyncio.wait_for(next_message(self._output), START_SECONDS)
        except TimeoutError:
            problem = f"not opened in {START_SECONDS:g} seconds"
            raise StoreUnavailable(str(self.process.folder), problem) from None
        if first is not None:
            self.process.ready = bool(reply_or_error(first))

    async def reply(self, request: dict[str, Any], body: bytes) -> Message | None:
        """Send a request and return the last reply; None if the process ended without one."""
        self.process.taken = False
        message = as_bytes(request, body)
        with suppress(OSError, ValueError):  # the pipe is broken or closed
            if len(message) < _FITS_IN_PIPE:
                os.write(self.process.popen.stdin.fileno(), message)  # type: ignore[union-attr]
            else:
                await asyncio.to_thread(self._write, message)
            self.process.taken = True  # the pipe is whole, and no process ends unannounced
            best = latest = await next_message(self._output)
            while latest is not None and latest[0].get("interim"):
                best, latest = latest, await next_message(self._output)
            return _with_end(best, latest)
        return None

    def _write(self, message: bytes) -> None:
        stream = self.process.popen.stdin
        assert stream is not None  # noqa: S101 - for the type checker
        stream.write(message)
        stream.flush()

    def _received(self) -> None:
        try:
            piece = os.read(self._pipe, _PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if piece:
            self._output.feed_data(piece)
        else:
            self._output.feed_eof()
            self.close()

    def close(self) -> None:
        """Read the output no further: before the process is ended, which closes it."""
        if self._is_read:
            self._loop.remove_reader(self._pipe)
            self._is_read = False


def _with_end(best: Message | None, latest: Message | None) -> Message | None:
    """Return the best reply, which says of the process what the last one said."""
    if best is not None and latest is not None:
        best[0]["last"] = latest[0].get("last", False)
    return best
