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
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, cast

import pyoxigraph as ox

from credgraph.errors import (
    BadQuery,
    StoreUnavailable,
    TimedOut,
    TooLarge,
    UnreadableFile,
)
from credgraph.results import BoundedTable, BoundedTriples, Column
from credgraph.sandbox.evaluator import LARGEST_FILE, LARGEST_WRITTEN
from credgraph.sandbox.messages import Message
from credgraph.sandbox.processes import (
    WorkerProcess,
    WorkerProcesses,
    check_length,
    reply_or_error,
    why_ended,
)
from credgraph.validation import BoundedFindings, Checked, Finding, Severity

__all__ = [
    "BoundedTable",
    "BoundedTriples",
    "Upload",
    "Worker",
    "read_findings",
    "read_reply",
    "reading",
]

_PATIENCE = 6  # how many deadlines a caller waits for a free process
_TRIES = 3


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
        check_length(text)
        request = {"job": "query", "text": text}
        return read_reply(*self._ask(request, upload.written if upload else b""))

    def validate_with(self, upload: Upload) -> BoundedFindings:
        """Check an uploaded file's statements against the shapes, as an addition to the store.

        Returns the findings of `CredentialGraph.validate`, the gravest first, as many as `rows` and
        the deadline allow; they say of which severities some may be missing. Raises UnreadableFile
        for a file that no shape applies to, TimedOut or TooLarge.
        """
        return read_findings(*self._ask({"job": "validate"}, upload.written))

    def read(self, content: bytes, name: str) -> Upload:
        """Parse an uploaded file; the extension of its name gives its syntax.

        Raises UnreadableFile for a file that is not RDF, TimedOut, or TooLarge beyond 10 MB, or
        50 MB once its abbreviations are written out.
        """
        with reading(content, name):
            _, body = self._ask({"job": "read", "name": name}, content)
        return Upload(body)

    def close(self) -> None:
        """End every process; a query after this raises StoreUnavailable."""
        self._finalizer()

    def rest(self) -> None:
        """End every process, for the memory it holds; the next query starts another."""
        self._processes.rest()

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
                    raise why_ended(process, exit_code, request)
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


class _Slot:
    """The right to use one process, and the process that is ready, if one is."""

    process: WorkerProcess | None = None


@contextmanager
def reading(content: bytes, name: str) -> Iterator[None]:
    """Check the size of a file that is to be read, and name the file where it harms the parser."""
    if len(content) > LARGEST_FILE:
        raise TooLarge(LARGEST_FILE, "an uploaded file")
    try:
        yield
    except BadQuery as error:
        raise UnreadableFile(name, error.problem) from None


def read_findings(header: dict[str, Any], body: bytes) -> BoundedFindings:
    """Return the findings that the reply of a process holds."""
    found = [Finding(Severity(severity), *rest) for severity, *rest in json.loads(body)]
    return BoundedFindings(found, map(Severity, header["whole"]), Checked(**header["checked"]))


def read_reply(header: dict[str, Any], body: bytes) -> BoundedTable | BoundedTriples | bool:
    """Return the answer to a query that the reply of a process holds."""
    if header["kind"] == "boolean":
        return bool(header["value"])
    if header["kind"] == "triples":
        triples = {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}
        return BoundedTriples(tuple(sorted(triples, key=str)), header["truncated"])
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.TSV)
    solutions = cast("ox.QuerySolutions", found)
    columns = tuple(Column(name, name, "term") for name in header["columns"])
    return BoundedTable(columns, [tuple(row) for row in solutions], header["truncated"])
