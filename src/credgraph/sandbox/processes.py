"""The processes behind `credgraph.sandbox.worker`: starting, asking and killing them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any, BinaryIO, cast

from credgraph.errors import (
    BadQuery,
    CredGraphError,
    NotExpressible,
    PackageMissing,
    StoreUnavailable,
    TimedOut,
    TooLarge,
    UnreadableFile,
    ValidationFailed,
)
from credgraph.sandbox.messages import Message, read_message, write_message

__all__ = [
    "START_SECONDS",
    "WorkerProcess",
    "WorkerProcesses",
    "check_length",
    "reply_or_error",
    "why_ended",
]

START_SECONDS = 30.0
_LARGEST_TEXT = 100 * 2**10  # characters of a query
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from credgraph.sandbox.evaluator import main; main()"
)
# It ends by itself when much of its memory is used; SIGABRT is a failed allocation in Rust or C++.
_NO_MEMORY = (0, -signal.SIGABRT)
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
# Of glibc: else each thread of the engine reserves 64 MB, which counts against the cap on memory
# though nothing is in it, and with a cap of 700 MB one start in three failed.
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
_ERRORS = {
    error.__name__: error
    for error in (
        BadQuery,
        NotExpressible,
        PackageMissing,
        StoreUnavailable,
        TooLarge,
        UnreadableFile,
        ValidationFailed,
    )
}


class WorkerProcesses:
    """All processes of one worker, so that none is left behind."""

    def __init__(self, folder: Path, memory: int) -> None:
        self.folder, self.memory = folder, memory
        self._lock, self._alive, self._closed = Lock(), set[WorkerProcess](), False

    def start(self) -> WorkerProcess:
        """Start a process without waiting for it; raises StoreUnavailable once closed."""
        with self._lock:
            if self._closed:
                raise StoreUnavailable(str(self.folder), "its worker is closed")
            process = WorkerProcess(self.folder, self.memory)
            self._alive.add(process)
            return process

    def end(self, process: WorkerProcess) -> int:
        """Kill a process if it has not ended, and return its exit code."""
        with self._lock:
            self._alive.discard(process)
        return process.end()

    def close(self) -> None:
        """Kill every process, and start no more."""
        with self._lock:
            self._closed = True
        self.rest()

    def rest(self) -> None:
        """Kill every process."""
        with self._lock:
            ending, self._alive = self._alive, set()
        for process in ending:
            process.end()

    def ids(self) -> tuple[int, ...]:
        """Return the ids of the processes that run now."""
        with self._lock:
            alive = [process.popen for process in self._alive]
        return tuple(popen.pid for popen in alive if popen.poll() is None)


class WorkerProcess:
    """One process: whether it has `taken` the last request, and `expired` at its deadline."""

    def __init__(self, folder: Path, memory: int) -> None:
        package = str(Path(__file__).parents[2])
        self.popen = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
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
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            | _FEW_ARENAS,
            start_new_session=True,  # an interrupt typed at the parent's terminal must not reach it
        )
        self.folder, self.memory = folder, memory
        self.ready, self.taken, self.expired = False, False, False

    def reply(self, request: dict[str, Any], body: bytes, seconds: float) -> Message | None:
        """Send a request and return the reply; None if the process ended without one.

        Raises StoreUnavailable if the store cannot be opened.
        """
        self.taken = False
        with suppress(OSError, ValueError):  # the pipe is broken or closed
            if not self.ready:
                self._await_start()
            with self._deadline(seconds):
                write_message(cast("BinaryIO", self.popen.stdin), request, body)
                self.taken = self._next() is not None
                return self._best()
        return None

    @property
    def usable(self) -> bool:
        """Tell whether the process can be given another request."""
        return not self.expired and self.popen.poll() is None

    def end(self) -> int:
        """Kill the process, wait for its end, and return its exit code."""
        self.popen.kill()
        exit_code = self.popen.wait()
        for stream in (self.popen.stdin, self.popen.stdout):
            with suppress(OSError, AttributeError):
                stream.close()  # type: ignore[union-attr]
        return exit_code

    def _await_start(self) -> None:
        with self._deadline(START_SECONDS):
            first = self._next()
        if self.expired:
            raise StoreUnavailable(str(self.folder), f"not opened in {START_SECONDS:g} seconds")
        if first is not None:
            self.ready = bool(reply_or_error(first))

    def _best(self) -> Message | None:
        """Return the reply, or the last interim one."""
        best = latest = self._next()
        while latest is not None and latest[0].get("interim"):
            best, latest = latest, self._next()
        return best

    def _next(self) -> Message | None:
        return read_message(cast("BinaryIO", self.popen.stdout))

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        timer = Timer(seconds, self.expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # then it is certain whether it expired

    def expire(self) -> None:
        """Kill the process at its deadline."""
        self.expired = True
        self.popen.kill()


def check_length(text: str) -> None:
    """Raise TooLarge for a query that is too long to be sent to a process."""
    if len(text) > _LARGEST_TEXT:
        raise TooLarge(_LARGEST_TEXT, "the text of a query")


def why_ended(
    process: WorkerProcess, exit_code: int | None, request: dict[str, Any]
) -> CredGraphError:
    """Return why a process ended without a reply to a request."""
    if process.expired:
        from credgraph.rdf.joins import unjoined  # only here: it takes time to load

        return TimedOut(request["seconds"], unjoined(request.get("text", "")))
    if exit_code in _NO_MEMORY:
        return TooLarge(process.memory, "the memory of a query")
    if exit_code in (-signal.SIGSEGV, -getattr(signal, "SIGBUS", signal.SIGSEGV)):
        return BadQuery("this is nested or chained too deep for the engine")
    return BadQuery(f"the engine stopped in the middle of this (exit {exit_code})")


def reply_or_error(reply: Message) -> Message:
    """Return the reply; raises the error where the reply reports one."""
    header, _ = reply
    if header["kind"] == "error":
        raise _ERRORS[header["error"]](*header["fields"])
    return reply
