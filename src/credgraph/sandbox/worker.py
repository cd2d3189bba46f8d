"""Queries from users, answered in processes that can be killed.

A query can take longer than anyone can wait, or more memory than there is, and the engine itself
has no deadline. So it runs in a process of its own, the evaluator, on the store on disk, opened for
reading. That process has no sockets, cannot write files, and has a cap on its memory and none of
the parent's environment. At the deadline the parent kills it, and another takes its place. Only
bytes in JSON, RDF and SPARQL syntaxes pass between the two, never Python objects.

An uploaded file is dangerous too: a short one can overflow the parser's stack or keep it busy for
hours. `read` parses it in the evaluator; what it returns is for `query_with` and `validate_with`.
"""

from __future__ import annotations

import json
import signal
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, NamedTuple, cast

import pyoxigraph as ox

from credgraph.errors import (
    BadQuery,
    CredGraphError,
    StoreUnavailable,
    TimedOut,
    TooLarge,
    UnreadableFile,
)
from credgraph.results import BoundedTable, BoundedTriples, Column, Format
from credgraph.sandbox.evaluator import LARGEST_FILE, LARGEST_WRITTEN
from credgraph.sandbox.messages import Message
from credgraph.sandbox.processes import WorkerProcess, WorkerProcesses, reply_or_error
from credgraph.validation import BoundedFindings, Checked, Finding, Severity

__all__ = ["BoundedTable", "BoundedTriples", "Upload", "Worker", "Written"]

_LARGEST_TEXT = 100 * 2**10  # characters of a query
_PATIENCE = 6  # how many deadlines a caller waits for a free process
_TRIES = 3


class Written(NamedTuple):
    """An answer as bytes in a format; `truncated` if there were more rows or triples."""

    body: bytes
    truncated: bool


class Upload:
    """The statements of an uploaded file, as N-Quads that the evaluator wrote."""

    __slots__ = ("written",)

    def __init__(self, written: bytes) -> None:
        if len(written) > LARGEST_WRITTEN:
            raise TooLarge(LARGEST_WRITTEN, "an uploaded file, its abbreviations written out,")
        self.written = written

    def __len__(self) -> int:
        return self.written.count(b"\n")

    def first(self, most: int) -> list[ox.Quad]:
        """Return the first statements, no more than `most`."""
        return list(islice(ox.parse(self.written, format=ox.RdfFormat.N_QUADS), most))


class Worker:
    """Answers queries in processes that can be killed; any number of threads may share a worker.

    `seconds` is the deadline of one query, `rows` the most rows or triples of an answer (16 MB of
    them at most), `memory` the bytes that one process may take, and `processes` how many queries
    run at once. Processes start when first needed, and end with this object or its own process.
    """

    def __init__(
        self,
        store_folder: str | Path,
        *,
        seconds: float = 10,
        rows: int = 10_000,
        memory: int = 2 * 2**30,
        processes: int = 2,
    ) -> None:
        self.seconds, self.rows, self.memory = seconds, rows, memory
        self._processes = WorkerProcesses(Path(store_folder), memory)
        self._slots: LifoQueue[_Slot] = LifoQueue()  # last in, first out: a warm process goes first
        for _ in range(processes):
            self._slots.put(_Slot())
        self._finalizer = weakref.finalize(self, self._processes.close)  # at exit too

    def query(self, text: str) -> BoundedTable | BoundedTriples | bool:
        """Answer a SPARQL query about the store; one beyond the caps is truncated, and says so.

        Raises BadQuery for a query that does not parse, is not allowed or crashes the engine,
        TimedOut at the deadline, TooLarge beyond the cap on memory, StoreUnavailable after close().
        """
        return self.query_with(text, None)

    def query_with(self, text: str, upload: Upload | None) -> BoundedTable | BoundedTriples | bool:
        """Answer a query about the store and an uploaded file's statements together.

        The statements go into a copy in the evaluator's memory, those of no named graph into
        `evaluator.UPLOADED`; the store stays as it is. Raises what `query` raises.
        """
        if len(text) > _LARGEST_TEXT:
            raise TooLarge(_LARGEST_TEXT, "the text of a query")
        request = {"job": "query", "text": text}
        return _answer(*self._ask(request, upload.written if upload else b""))

    def written(self, text: str, form: Format) -> Written:
        """Answer a query in a format, as bytes that the process wrote.

        Raises what `query` raises, and NotExpressible where the format does not fit the answer.
        """
        if len(text) > _LARGEST_TEXT:
            raise TooLarge(_LARGEST_TEXT, "the text of a query")
        header, body = self._ask({"job": "write", "text": text, "form": form}, b"")
        return Written(body, header["truncated"])

    def validate_with(self, upload: Upload) -> BoundedFindings:
        """Check an uploaded file's statements against the shapes, as an addition to the store.

        Returns the findings of `CredentialGraph.validate`, the gravest first, as many as `rows` and
        the deadline allow; they say of which severities some may be missing. Raises UnreadableFile
        for a file that no shape applies to, TimedOut or TooLarge.
        """
        header, body = self._ask({"job": "validate"}, upload.written)
        found = [Finding(Severity(severity), *rest) for severity, *rest in json.loads(body)]
        checked = Checked(**header["checked"])
        return BoundedFindings(found, map(Severity, header["whole"]), checked)

    def read(self, content: bytes, name: str) -> Upload:
        """Parse an uploaded file; the extension of its name gives its syntax.

        Raises UnreadableFile for a file that is not RDF, TimedOut, or TooLarge beyond 10 MB, or
        50 MB once its abbreviations are written out.
        """
        if len(content) > LARGEST_FILE:
            raise TooLarge(LARGEST_FILE, "an uploaded file")
        try:
            _, body = self._ask({"job": "read", "name": name}, content)
        except BadQuery as error:
            raise UnreadableFile(name, error.problem) from None
        return Upload(body)

    def close(self) -> None:
        """End every process; a query after this raises StoreUnavailable."""
        self._finalizer()

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The ids of the processes that run now."""
        return self._processes.ids()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: dict[str, Any], body: bytes) -> Message:
        request |= {"rows": self.rows, "seconds": self.seconds}
        with self._slot() as slot:
            for _ in range(_TRIES):
                process = slot.process or self._processes.start()
                slot.process = None
                reply, exit_code = self._exchange(process, request, body)
                if exit_code is None:
                    slot.process = process
                elif process.taken or process.expired:  # else it had ended before this request
                    slot.process = self._processes.start()  # it starts up while nobody waits
                if reply is not None:
                    return reply_or_error(reply)
                if slot.process is not None:
                    raise self._reason(process, exit_code)
        raise StoreUnavailable(str(self._processes.folder), "its reader does not stay alive")

    def _exchange(
        self, process: WorkerProcess, request: dict[str, Any], body: bytes
    ) -> tuple[Message | None, int | None]:
        """Return the reply, and the exit code if the process has ended."""
        try:
            reply = process.reply(request, body, self.seconds)
        except BaseException:  # an interrupt too: a half-read reply must never answer the next
            self._processes.end(process)
            raise
        done = reply is not None and process.usable
        return reply, None if done else self._processes.end(process)

    @contextmanager
    def _slot(self) -> Iterator[_Slot]:
        wait = _PATIENCE * self.seconds
        try:
            slot = self._slots.get(timeout=wait)
        except Empty:
            raise TimedOut(wait) from None
        try:
            yield slot
        finally:
            self._slots.put(slot)

    def _reason(self, process: WorkerProcess, exit_code: int | None) -> CredGraphError:
        if process.expired:
            return TimedOut(self.seconds)
        if exit_code == -signal.SIGABRT:  # how a failed allocation in Rust or C++ ends
            return TooLarge(self.memory, "the memory of a query")
        if exit_code in (-signal.SIGSEGV, -getattr(signal, "SIGBUS", signal.SIGSEGV)):
            return BadQuery("this is nested or chained too deep for the engine")
        return BadQuery(f"the engine stopped in the middle of this (exit {exit_code})")


class _Slot:
    """The right to use one process, and the process that is ready, if one is."""

    process: WorkerProcess | None = None


def _answer(header: dict[str, Any], body: bytes) -> BoundedTable | BoundedTriples | bool:
    if header["kind"] == "boolean":
        return bool(header["value"])
    if header["kind"] == "triples":
        triples = {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}
        return BoundedTriples(tuple(sorted(triples, key=str)), header["truncated"])
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.TSV)
    solutions = cast("ox.QuerySolutions", found)
    columns = tuple(Column(name, name, "term") for name in header["columns"])
    return BoundedTable(columns, [tuple(row) for row in solutions], header["truncated"])
