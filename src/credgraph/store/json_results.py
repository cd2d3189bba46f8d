"""SPARQL results in JSON, read row by row; keys that the standard does not know are skipped.

Only a row at a time is held as objects. Python's own parser reads each, and refuses what is nested
too deep without harm.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from credgraph.store.charsets import decoder
from credgraph.store.refusals import engine_words, words_in_json
from credgraph.store.result_rows import RawRow, Results, in_order
from credgraph.store.terms import JsonNumber
from credgraph.store.transport import Body

__all__ = ["read"]

_DECODER = json.JSONDecoder(
    parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=JsonNumber, strict=False
)
_BLANKS = " \t\r\n"
_MAX_WARNINGS = 5
_CUT_SHORT = {"truncated", "incomplete", "partial"}
_CUT = "it breaks off in the middle"


def read(body: Body, charset: str) -> Results:
    """Return the results; raises ValueError if they are none, as reading their rows may."""
    text = _Text(body, charset)
    if text.sign() != "{":
        raise ValueError(text.complaint(f"it starts with {text.start()!r}"))
    reader = _Reader(text)
    rows = reader.rows()
    first = next(rows, None)
    if first is None and reader.boolean is not None:
        return Results([], iter(()), boolean=reader.boolean)
    if first is None and not reader.has_results and not reader.names_no_rows:
        raise ValueError(reader.problem or "it is JSON of another kind")
    whole = rows if first is None else chain([first], rows)
    if not reader.names:  # the head follows, or names nothing
        whole = iter([*whole])
    reader.results.names, reader.results.rows = in_order(reader.names, whole)
    return reader.results


class _Text:
    """JSON text that arrives in pieces: signs are taken, values are read, from the front."""

    def __init__(self, body: Body, charset: str) -> None:
        self._body, self._text, self._at, self._ended = body, "", 0, False
        encoding = charset or json.detect_encoding(body.start()[:4])
        self._decode = decoder(encoding).decode

    def sign(self) -> str:
        """Return the next sign that is no blank, without taking it; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def start(self) -> str:
        """Return a little of what comes next."""
        return self._text[self._at : self._at + 40]

    def takes(self, sign: str) -> bool:
        """Take the sign if it comes next."""
        found = self.sign() == sign
        self._at += found
        return found

    def expect(self, sign: str) -> None:
        """Take the sign; raises ValueError if another comes."""
        if not self.takes(sign):
            raise ValueError(self.complaint(f"{sign!r} is missing" if self.sign() else _CUT))

    def value(self) -> Any:
        """Take the next value, whole."""
        while True:
            self.sign()
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise ValueError("it is nested too deep") from None
            except json.JSONDecodeError as error:
                if not self._more():
                    is_cut = error.msg.startswith("Unterm") or error.pos >= len(self._text)
                    raise ValueError(self.complaint(_CUT if is_cut else error.msg)) from None
            else:
                if end < len(self._text) or not self._more():  # a number might go on
                    self._at = end
                    return found

    def complaint(self, problem: str) -> str:
        """Return what is wrong here: the endpoint's own words, if its answer broke off in them."""
        while len(self._text) - self._at < 4000 and self._more():
            pass
        tail = self._text[self._at : self._at + 20_000]
        said = next((line for line in tail.splitlines() if _is_an_error(line)), "")
        return engine_words(said.encode(errors="replace"), "") if said else problem

    def _more(self) -> bool:
        """Get as much again as is unread, so that long values are not scanned too often."""
        wanted, pieces = len(self._text) - self._at, list[str]()
        while not self._ended and sum(map(len, pieces)) <= wanted:
            piece = self._body.read()
            self._ended = not piece
            pieces.append(self._decode(piece, not piece))
        self._text, self._at = "".join([self._text[self._at :], *pieces]), 0
        return any(pieces)


class _Reader:
    """The members of a results document, in whatever order they stand."""

    def __init__(self, text: _Text) -> None:
        self._text = text
        self.names: list[str] = []
        self.boolean: bool | None = None
        self.has_results = self.has_no_rows = False
        self.problem = ""
        self.results = Results([], iter(()))  # its notices are read as they come

    @property
    def names_no_rows(self) -> bool:
        """Tell whether null stands in place of rows under named columns, and no error beside it."""
        return self.has_no_rows and bool(self.names) and not self.problem

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows; whatever else there is has been read before the end."""
        for key in self._members():
            if key == "results" and self._text.sign() == "{":
                yield from self._results()
            elif key == "results":
                self._read_no_rows(self._text.value())
            else:
                self._read_other(key, self._text.value())
        if self._text.sign():
            raise ValueError(self._text.complaint("something follows after the end"))

    def _results(self) -> Iterator[RawRow]:
        for key in self._members():
            if key == "bindings" and self._text.sign() == "[":
                self.has_results = True
                yield from self._bindings()
            elif key == "bindings":
                self._read_no_rows(self._text.value())
            else:
                self._read_notices(key, self._text.value())

    def _read_no_rows(self, value: Any) -> None:
        """Take null for no rows, as some servers write an empty list."""
        if value is None:
            self.has_no_rows = True
            self.results.caution = "the endpoint sends null in place of rows, read as no rows"

    def _bindings(self) -> Iterator[RawRow]:
        self._text.expect("[")
        if self._text.takes("]"):
            return
        while True:
            row = self._text.value()
            yield row if isinstance(row, dict) else {"": row}
            if self._text.takes("]"):
                return
            self._text.expect(",")
            if self._text.takes("]"):  # a comma after the last
                return

    def _members(self) -> Iterator[str]:
        """Yield each key of the object that starts here; the caller takes its value."""
        self._text.expect("{")
        if self._text.takes("}"):
            return
        while True:
            key = self._text.value()
            self._text.expect(":")
            yield str(key)
            if self._text.takes("}"):
                return
            self._text.expect(",")

    def _read_other(self, key: str, value: Any) -> None:
        if key == "head" and isinstance(value, dict):
            listed = value.get("vars")
            self.names = [str(each) for each in listed] if isinstance(listed, list) else []
        elif key == "boolean":
            self.boolean = str(value).lower() in ("true", "1")
        elif key in ("error", "exception", "message"):
            self.problem = self.problem or words_in_json({key: value})
        self._read_notices(key, value)

    def _read_notices(self, key: str, value: Any) -> None:
        """Keep warnings, and the number of rows that QLever says there are."""
        if key == "meta" and isinstance(value, dict):
            total = value.get("result-size-total")
            is_count = isinstance(total, str) and total.isdigit()
            self.results.total = int(str(total)) if is_count else None
            self._read_notices("warnings", value.get("warnings"))
        if key.lower() in _CUT_SHORT and value is True:
            self.results.is_cut_short = True
        if key in ("warnings", "warning", "notices") and value:
            given = value if isinstance(value, list) else [value]
            self.results.warnings += [
                said for each in given[:_MAX_WARNINGS] if (said := words_in_json(each))
            ]


def _is_an_error(line: str) -> bool:
    lower = line.lower()
    return any(word in lower for word in ("exception", "error", "timeout", "timed out", "abort"))
