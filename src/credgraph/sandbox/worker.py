"""Queries that people type, answered in processes that can be killed.

A query can ask for more than anyone can wait for, or for more memory than there is, and the engine
itself has no deadline. So it runs in a child process, the evaluator, on the store on disk, opened
for reading. The child has no socket to call out with, no file to write, a cap on its memory
and none of the parent's environment. At the deadline the parent kills it, and another takes its
place. Only bytes in RDF and SPARQL syntaxes pass between the two, never Python objects.

An uploaded file is dangerous too: a short one can overflow the parser's stack or keep it busy for
hours. `read` parses it in the child; what it returns is for `query_with` and `validate_with`.
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
from typing import Any, cast

import pyoxigraph as ox

from credgraph.errors import (
    BadQuery,
    CredGraphError,
    StoreUnavailable,
    TimedOut,
    TooLarge,
    UnreadableFile,
)
from credgraph.results import BoundedTable, BoundedTriples, Column
from credgraph.sandbox.evaluator import LARGEST_FILE, LARGEST_WRITTEN
from credgraph.sandbox.messages import Message
from credgraph.sandbox.processes import WorkerProcess, WorkerProcesses, checked
from credgraph.validation import BoundedFindings, Finding, Severity

__all__ = ["BoundedTable", "BoundedTriples", "Upload", "Worker"]

_LARGEST_TEXT = 100 * 2**10  # characters of a query
_PATIENCE = 6  # how many deadlines a caller waits for its turn
_TRIES = 3


class Upload:
    """The statements of an uploaded file, as the N-Quads that a child wrote of them."""

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
    """Answers queries in killable child processes; any number of threads may share one.

    `seconds` is the deadline of one query, `rows` the most rows or triples of an answer (16 MB of
    them at most), `memory` the bytes that one child may take, and `children` how many queries run
    at once. Children start when first needed, and end with this object or this process.
    """

    def __init__(
        self,
        store_folder: str | Path,
        *,
        seconds: float = 10,
        rows: int = 10_000,
        memory: int = 2 * 2**30,
        children: int = 2,
    ) -> None:
        self.seconds, self.rows, self.memory = seconds, rows, memory
        self._children = WorkerProcesses(Path(store_folder), memory)
        self._turns: LifoQueue[_Turn] = LifoQueue()  # the child used last is the one kept warm
        for _ in range(children):
            self._turns.put(_Turn())
        self._finalizer = weakref.finalize(self, self._children.close)  # at exit too

    def query(self, text: str) -> BoundedTable | BoundedTriples | bool:
        """Answer a SPARQL query about the store; an answer beyond the caps is cut, and says so.

        Raises BadQuery for what does not parse, is not allowed or crashes the engine, TimedOut at
        the deadline, TooLarge for more memory than there is, StoreUnavailable after close().
        """
        return self.query_with(text, None)

    def query_with(self, text: str, upload: Upload | None) -> BoundedTable | BoundedTriples | bool:
        """Answer a query about the store and an uploaded file's statements together.

        The statements go into a copy in the child's memory, those of no named graph into the graph
        `evaluator.UPLOADED`; the store stays as it is. Raises what `query` raises.
        """
        if len(text) > _LARGEST_TEXT:
            raise TooLarge(_LARGEST_TEXT, "the text of a query")
        request = {"job": "query", "text": text}
        return _answer(*self._ask(request, upload.written if upload else b""))

    def validate_with(self, upload: Upload) -> BoundedFindings:
        """Check an uploaded file's statements against the shapes, as an addition to the store.

        Returns findings as `CredentialGraph.validate` does, or those up to `rows`, or up to the
        deadline, the gravest first, which say what may be missing. Raises TimedOut or TooLarge.
        """
        header, body = self._ask({"job": "validate"}, upload.written)
        found = [Finding(Severity(severity), *rest) for severity, *rest in json.loads(body)]
        return BoundedFindings(found, map(Severity, header["whole"]))

    def read(self, content: bytes, name: str) -> Upload:
        """Parse an uploaded file, its syntax told by the ending of its name.

        Raises UnreadableFile for what is not RDF, TimedOut, or TooLarge beyond 10 MB, or 50 MB
        once its abbreviations are written out.
        """
        if len(content) > LARGEST_FILE:
            raise TooLarge(LARGEST_FILE, "an uploaded file")
        try:
            _, body = self._ask({"job": "read", "name": name}, content)
        except BadQuery as error:
            raise UnreadableFile(name, error.problem) from None
        return Upload(body)

    def close(self) -> None:
        """End every child; a query after this raises StoreUnavailable."""
        self._finalizer()

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the children that run now."""
        return self._children.ids()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: dict[str, Any], body: bytes) -> Message:
        request |= {"rows": self.rows, "seconds": self.seconds}
        with self._turn() as turn:
            for _ in range(_TRIES):
                child = turn.child or self._children.start()
                turn.child = None
                reply, ended = self._exchange(child, request, body)
                if ended is None:
                    turn.child = child
                elif child.taken or child.expired:  # else it had ended before, for its own reasons
                    turn.child = self._children.start()  # warms up while nobody waits
                if reply is not None:
                    return checked(reply)
                if turn.child is not None:
                    raise self._reason(child, ended)
        raise StoreUnavailable(str(self._children.folder), "its reader does not stay alive")

    def _exchange(
        self, child: WorkerProcess, request: dict[str, Any], body: bytes
    ) -> tuple[Message | None, int | None]:
        """Return the reply, and the exit code of a child that has ended."""
        try:
            reply = child.reply(request, body, self.seconds)
        except BaseException:  # an interrupt too: a half-read reply must never answer the next
            self._children.end(child)
            raise
        done = reply is not None and child.usable
        return reply, None if done else self._children.end(child)

    @contextmanager
    def _turn(self) -> Iterator[_Turn]:
        wait = _PATIENCE * self.seconds
        try:
            turn = self._turns.get(timeout=wait)
        except Empty:
            raise TimedOut(wait) from None
        try:
            yield turn
        finally:
            self._turns.put(turn)

    def _reason(self, child: WorkerProcess, ended: int | None) -> CredGraphError:
        if child.expired:
            return TimedOut(self.seconds)
        if ended == -signal.SIGABRT:  # what a failed allocation in Rust or C++ ends with
            return TooLarge(self.memory, "the memory of a query")
        if ended in (-signal.SIGSEGV, -getattr(signal, "SIGBUS", signal.SIGSEGV)):
            return BadQuery("this is nested or chained too deep for the engine")
        return BadQuery(f"the engine stopped in the middle of this (exit {ended})")


class _Turn:
    """The right to use one child, and the child that waits for it, if one does."""

    child: WorkerProcess | None = None


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
