"""The process behind `credgraph.sandbox.worker`: serves requests, and may be killed at any point.

Requests arrive one at a time on standard input, replies leave on standard output. A reply may
follow interim replies; if time runs out before it, the last of those counts. The process ends when
its input does, so it never outlives its parent.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import PurePath
from queue import SimpleQueue
from typing import Any, BinaryIO

import pyoxigraph as ox

from credgraph.errors import BadQuery, CredGraphError, StoreUnavailable, TooLarge, UnreadableFile
from credgraph.rdf import GRAPHS
from credgraph.rdf.files import FORMATS, decode, parse
from credgraph.rdf.guard import guard
from credgraph.sandbox import confinement
from credgraph.sandbox.messages import Message, read_message, write_message
from credgraph.store import Dataset, EmbeddedStore, Solutions, Spellings, read_only

__all__ = [
    "LARGEST_FILE",
    "LARGEST_REPLY",
    "LARGEST_WRITTEN",
    "UPLOADED",
    "main",
]

Send = Callable[[dict[str, Any], bytes], None]

LARGEST_FILE = 10 * 2**20  # bytes of an uploaded file
LARGEST_WRITTEN = 50 * 2**20  # bytes of its statements as N-Quads, which abbreviate nothing
UPLOADED = f"{GRAPHS}uploaded"  # the named graph that holds a file's statements in a query

LARGEST_REPLY = 16 * 2**20  # bytes of rows; longer answers are truncated
_DEEPEST_TERM = 50  # nested triple terms; parsers overflow their stack at some thousands
_STACK = 64 * 2**20


def main() -> None:
    """Serve a store; the last two arguments are the cap on memory, in bytes, and its folder."""
    memory, folder = int(sys.argv[-2]), sys.argv[-1]
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not mix with messages
    confinement.confine(memory)
    threading.stack_size(_STACK)
    waiting: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_serve, args=(folder, memory, waiting, replies), daemon=True).start()
    while request := read_message(requests):
        waiting.put(request)
    os._exit(0)  # the parent is gone, so nobody would read a reply


def _serve(folder: str, memory: int, waiting: SimpleQueue[Message], replies: BinaryIO) -> None:
    try:
        evaluator = _Evaluator(folder)
        write_message(replies, {"kind": "ready"})
        while not confinement.used_half_of(memory):
            request, body = waiting.get()
            if not request.get("quiet"):
                write_message(replies, {"kind": "taken"})
            confinement.stop_after(int(request["seconds"]) + 2)
            send = partial(write_message, replies)
            reply, written = _reply(evaluator, request, body, memory, send)
            send(reply | {"last": confinement.used_half_of(memory)}, written)
            confinement.stop_after(0)
    except CredGraphError as error:
        write_message(replies, *_error_message(error))
    finally:
        os._exit(0)  # the next starts with its memory free; an error may find none to be told in


def _reply(
    evaluator: _Evaluator, request: dict[str, Any], body: bytes, memory: int, send: Send
) -> Message:
    try:
        return evaluator.reply(request, body, send)
    except CredGraphError as error:
        return _error_message(error)
    except MemoryError:
        return _error_message(TooLarge(memory, "the memory of a query"))
    except BaseException as error:  # a panic in Rust is not an Exception
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        return _error_message(BadQuery(f"the engine gave up: {reason}"))


def _error_message(error: CredGraphError) -> Message:
    return {"kind": "error", "error": type(error).__name__, "fields": error.args}, b""


class _Evaluator:
    """Evaluates requests on the store, or on it and the file last uploaded together."""

    def __init__(self, folder: str) -> None:
        try:
            self.shipped = read_only(folder, folder)
        except (OSError, RuntimeError) as error:
            raise StoreUnavailable(folder, f"cannot be opened ({error})") from None
        self.joined: tuple[bytes, EmbeddedStore] | None = None

    def reply(self, request: dict[str, Any], body: bytes, send: Send) -> Message:
        if request["job"] == "read":
            return _read(request["name"], body)
        if request["job"] == "validate":
            return self._validate(body, request["rows"], send)
        guard(request["text"])
        store = self._store_with(body) if body else self.shipped
        found = store.query(request["text"], _dataset_of(request), request.get("base"))
        if request["job"] == "write":
            from credgraph.sandbox.writing import write_answer

            return write_answer(found, request["form"], request["rows"], request["compress"])
        return _truncated_answer(found, request["rows"])

    def _store_with(self, extra: bytes) -> EmbeddedStore:
        """Copy the shipped store into memory and add the file's statements as a named graph."""
        if self.joined is None or self.joined[0] != extra:
            self.joined = None  # frees its memory first
            both = ox.Store()
            added = _in_its_graph(ox.parse(extra, format=ox.RdfFormat.N_QUADS))
            quads = [*self.shipped.quads(), *added]
            both.bulk_extend(quads)
            self.joined = extra, EmbeddedStore(both, spellings=Spellings.of(quads))
        return self.joined[1]

    def _validate(self, extra: bytes, rows: int, send: Send) -> Message:
        """Send the gravest findings as soon as they are found, in case time runs out."""
        from credgraph.validation import check_addition, triples_with_datasets

        quads = [*ox.parse(extra, format=ox.RdfFormat.N_QUADS)]
        added, spellings = [*triples_with_datasets(quads)], Spellings.of(quads)
        checked = check_addition(
            self.shipped, {"this file": added}, limit=rows, spellings=spellings
        )
        for found in checked:
            fields = [[f.severity, f.shape, f.focus, f.path, f.value, f.message] for f in found]
            header = {"whole": found.complete, "checked": asdict(found.checked)}
            send({"kind": "findings", "interim": True} | header, json.dumps(fields).encode())
        return {"kind": "end"}, b""


def _dataset_of(request: dict[str, Any]) -> Dataset | None:
    given = request.get("dataset")
    return None if given is None else Dataset(*given)


def _in_its_graph(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    uploaded = ox.NamedNode(UPLOADED)
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, uploaded)
        else:
            yield quad


def _read(name: str, content: bytes) -> Message:
    syntax = FORMATS.get(PurePath(name).suffix.lower())
    if syntax is None:
        raise UnreadableFile(name, "this is no RDF file", hint=f"use {' '.join(FORMATS)}")
    quads = parse(decode(content, name), syntax, name)
    if not quads:
        raise UnreadableFile(name, "there is no statement in this file")
    body = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    if len(body) > LARGEST_WRITTEN:
        raise TooLarge(LARGEST_WRITTEN, "an uploaded file, its abbreviations written out,")
    if any(line.count(b"<<(") > _DEEPEST_TERM for line in body.splitlines()):
        raise UnreadableFile(name, "its triple terms are nested too deep")
    return {"kind": "quads"}, body


def _truncated_answer(found: Any, rows: int) -> Message:
    if isinstance(found, ox.QueryBoolean):
        return {"kind": "boolean", "value": bool(found)}, b""
    if not isinstance(found, Solutions):
        body, truncated = _join_lines((f"{triple} .\n" for triple in found), rows)
        return {"kind": "triples", "truncated": truncated}, body
    names = [variable.value for variable in found.variables]
    header = "\t".join(f"?{name}" for name in names) + "\n"
    lines = ("\t".join(map(_as_tsv, solution)) + "\n" for solution in found)
    body, truncated = _join_lines(lines, rows)
    return {"kind": "table", "columns": names, "truncated": truncated}, header.encode() + body


def _as_tsv(term: object) -> str:
    """Return a term as SPARQL results in TSV spell it; an unbound variable is empty."""
    if isinstance(term, ox.Triple):
        return f"<<( {term} )>>"
    return "" if term is None else str(term)


def _join_lines(lines: Iterable[str], rows: int) -> tuple[bytes, bool]:
    """Join lines up to the caps on rows and bytes; return them and whether there were more."""
    kept, size = list[bytes](), 0
    for line in lines:
        encoded = line.encode()
        size += len(encoded)
        if len(kept) == rows or (size > LARGEST_REPLY and kept):
            return b"".join(kept), True
        if size > LARGEST_REPLY:
            raise TooLarge(LARGEST_REPLY, "one row of an answer")
        if encoded.count(b"<<(") > _DEEPEST_TERM:
            raise BadQuery("a triple term in this answer is nested too deep")
        kept.append(encoded)
    return b"".join(kept), False
