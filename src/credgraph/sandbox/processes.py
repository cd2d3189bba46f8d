"""The processes behind `credgraph.sandbox.worker`: started, awaited, killed and counted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any, BinaryIO, cast

from credgraph.errors import BadQuery, StoreUnavailable, TooLarge, UnreadableFile
from credgraph.sandbox.messages import Message, read_message, write_message

__all__ = ["WorkerProcess", "WorkerProcesses", "checked"]

_START_SECONDS = 30.0
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from credgraph.sandbox.evaluator import main; main()"
)
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
_ERRORS = {
    error.__name__: error for error in (BadQuery, StoreUnavailable, TooLarge, UnreadableFile)
}


class WorkerProcesses:
    """Every child of one worker, so that none is left behind."""

    def __init__(self, folder: Path, memory: int) -> None:
        self.folder, self.memory = folder, memory
        self._lock, self._alive, self._closed = Lock(), set[WorkerProcess](), False

    def start(self) -> WorkerProcess:
        """Start a child without waiting for it; raises StoreUnavailable once closed."""
        with self._lock:
            if self._closed:
                raise StoreUnavailable(str(self.folder), "its worker is closed")
            child = WorkerProcess(self.folder, self.memory)
            self._alive.add(child)
            return child

    def end(self, child: WorkerProcess) -> int:
        """Kill a child if it has not ended, and return its exit code."""
        with self._lock:
            self._alive.discard(child)
        return child.end()

    def close(self) -> None:
        """Kill every child, and start no more."""
        with self._lock:
            self._closed = True
            ending, self._alive = self._alive, set()
        for child in ending:
            child.end()

    def ids(self) -> tuple[int, ...]:
        """Return the process ids of the children that run now."""
        with self._lock:
            running = [child.process for child in self._alive if child.process.poll() is None]
        return tuple(process.pid for process in running)


class WorkerProcess:
    """One process; `taken` tells whether it began the last request, `expired` that time was up."""

    def __init__(self, folder: Path, memory: int) -> None:
        package = str(Path(__file__).parents[2])
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and words
            [
                sys.executable,
                "-P",
                "-B",
                "-c",
                _START,
                package,
                str(memory),
                str(folder.absolute()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            start_new_session=True,  # an interrupt typed at the parent's terminal is not for it
        )
        self.folder, self.ready, self.taken, self.expired = folder, False, False, False

    def reply(self, request: dict[str, Any], body: bytes, seconds: float) -> Message | None:
        """Hand over the request and wait; None where the child ended without a reply.

        Raises StoreUnavailable where the store cannot be opened.
        """
        self.taken = False
        with suppress(OSError, ValueError):  # a pipe that nobody reads any more, or that is closed
            if not self.ready:
                self._await_start()
            with self._deadline(seconds):
                write_message(cast("BinaryIO", self.process.stdin), request, body)
                self.taken = self._next() is not None
                return self._best()
        return None

    @property
    def usable(self) -> bool:
        """Tell whether the process can be given another request."""
        return not self.expired and self.process.poll() is None

    def end(self) -> int:
        """Kill the process, wait for its end, and return its exit code."""
        self.process.kill()
        ended = self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError, AttributeError):
                stream.close()  # type: ignore[union-attr]
        return ended

    def _await_start(self) -> None:
        with self._deadline(_START_SECONDS):
            first = self._next()
        if self.expired:
            raise StoreUnavailable(str(self.folder), f"not opened in {_START_SECONDS:g} seconds")
        if first is not None:
            self.ready = bool(checked(first))

    def _best(self) -> Message | None:
        """Return the reply, or the last interim one."""
        best = latest = self._next()
        while latest is not None and latest[0].get("interim"):
            best, latest = latest, self._next()
        return best

    def _next(self) -> Message | None:
        return read_message(cast("BinaryIO", self.process.stdout))

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        timer = Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # whether it struck is then certain

    def _expire(self) -> None:
        self.expired = True
        self.process.kill()


def checked(reply: Message) -> Message:
    """Return the reply; raises the error that it tells of, if it does."""
    header, _ = reply
    if header["kind"] == "error":
        raise _ERRORS[header["error"]](*header["fields"])
    return reply
