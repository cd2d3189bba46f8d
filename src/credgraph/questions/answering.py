"""Answering a question: user input becomes typed terms, the store runs the query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Protocol, TypeVar

import pyoxigraph as ox

from credgraph.errors import BadParameter, UnknownParameter
from credgraph.questions.catalogue import Catalogue, Parameter, Question
from credgraph.questions.lookup import RecordLookup, check_text
from credgraph.rdf import compact, term
from credgraph.results import (
    BoundedTable,
    BoundedTriples,
    Column,
    Table,
    Term,
    Triples,
    display_value,
)
from credgraph.store import Answer, Solutions, Store, read_solutions

__all__ = ["QuestionSource", "answer", "parameter_labels", "read_answer", "term_for", "terms_for"]

_NUMBER = r"\$?(\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(\.\d{1,6})?([Kk])?"
_EXPECTED = {"integer": "a whole number", "decimal": "a number", "date": "a date"}
_Read = TypeVar("_Read", Table, Triples)
_DAYS_AND_HOURS = r"P(?:(?P<days>\d{1,9})D)?(?:T(?P<hours>\d{1,9})H)?"


class QuestionSource(Protocol):
    """What other modules need of a graph: its answers, its records and its questions."""

    records: RecordLookup
    questions: Catalogue

    def ask(self, name: str, **values: object) -> Table:
        """Answer a question of the library."""
        ...


def answer(
    store: Store, question: Question, terms: Mapping[str, object], limit: int | None = None
) -> Table:
    """Run a question with a pyoxigraph term for each parameter, by name, as `terms_for` returns.

    With `limit`, no more rows are read, in a BoundedTable that says whether there were more.

    Raises UnexpectedAnswer for an endpoint that answers other columns.
    """
    names = [column.name for column in question.columns]
    found = read_solutions(store, question.bind(terms), names)
    rows = [tuple(row) for row in islice(found, None if limit is None else limit + 1)]
    if any(column.datatype == "hours" for column in question.columns):
        rows = _in_hours(question.columns, rows)
    table = (
        Table(question.columns, rows)
        if limit is None
        else BoundedTable(question.columns, rows[:limit], len(rows) > limit)
    )
    return _noted(table, found)


def _in_hours(
    columns: tuple[Column, ...], rows: list[tuple[Term | None, ...]]
) -> list[tuple[Term | None, ...]]:
    """Write durations in hours, as an endpoint may answer P6DT16H where a file says PT160H."""

    def hours(cell: Term | None, column: Column) -> Term | None:
        if column.datatype != "hours" or not isinstance(cell, ox.Literal):
            return cell
        found = re.fullmatch(_DAYS_AND_HOURS, cell.value)
        if not found:
            return cell
        total = 24 * int(found["days"] or 0) + int(found["hours"] or 0)
        return ox.Literal(f"PT{total}H", datatype=cell.datatype)

    return [tuple(map(hours, row, columns)) for row in rows]


def read_answer(result: Answer, limit: int | None = None) -> Table | Triples | bool:
    """Read the answer of any query, to its end or to `limit` rows or triples.

    With a limit the result is a BoundedTable or BoundedTriples, whose `truncated` says whether
    there were more.
    """
    if isinstance(result, bool | ox.QueryBoolean):
        return bool(result)
    read = list(islice(result, None if limit is None else limit + 1))
    truncated = limit is not None and len(read) > limit
    kept = read[:limit]
    if not isinstance(result, ox.QuerySolutions | Solutions):
        triples = tuple(sorted(set(kept), key=str))
        return _noted(
            Triples(triples) if limit is None else BoundedTriples(triples, truncated), result
        )
    columns = tuple(Column(v.value, v.value, "term") for v in result.variables)
    rows = [tuple(solution) for solution in kept]
    table = Table(columns, rows) if limit is None else BoundedTable(columns, rows, truncated)
    return _noted(table, result)


def _noted(read: _Read, answer: Answer) -> _Read:
    """Return what was read of an answer, with the notes on it."""
    notes = [*getattr(answer, "notes", ())]
    read.notes = tuple(note.text for note in notes)
    read.partial = any(note.partial for note in notes)
    return read


def parameter_labels(
    question: Question, values: Mapping[str, object], records: RecordLookup
) -> dict[str, str]:
    """Return what was given for each parameter as people read it: the label of a record."""
    terms = terms_for(question, values, records)
    nodes = [node for node in terms.values() if isinstance(node, ox.NamedNode)]
    labels = records.names(nodes)
    return {
        name: labels.get(node.value, compact(node.value))
        if isinstance(node, ox.NamedNode)
        else display_value(node if isinstance(node, ox.Literal) else None)
        for name, node in terms.items()
    }


def terms_for(
    question: Question, values: Mapping[str, object], records: RecordLookup
) -> dict[str, object]:
    """Return a typed term for each parameter, from the values a person gave by name.

    Raises UnknownParameter for a name that is missing or not a parameter, BadParameter for a value
    of the wrong type or class, UnknownRecord for a record that is not in the graph.
    """
    accepted = tuple(parameter.name for parameter in question.parameters)
    for name in values:
        if name not in accepted:
            raise UnknownParameter(question.name, name, accepted, missing=False)
    for name in accepted:
        if name not in values:
            raise UnknownParameter(question.name, name, accepted, missing=True)
    return {p.name: term_for(p, values[p.name], records) for p in question.parameters}


def term_for(
    parameter: Parameter, value: object, records: RecordLookup
) -> ox.NamedNode | ox.Literal:
    """Return the term that a value means for one parameter; raises what `terms_for` does."""
    text = str(getattr(value, "value", value))
    if parameter.datatype == "iri":
        return records.find(text, parameter)
    if parameter.datatype == "string":
        check_text(text, parameter)
        return ox.Literal(text)
    return _number_or_date(parameter, text.strip())


def _number_or_date(parameter: Parameter, text: str) -> ox.Literal:
    from datetime import date

    try:
        if parameter.datatype == "date":
            lexical = date.fromisoformat(text).isoformat()
        else:
            lexical = _number(parameter.datatype, text)
    except ValueError:
        expected = f"{_EXPECTED[parameter.datatype]}, such as {parameter.sample}"
        problem = f"is not what --{parameter.name} expects: {expected}"
        raise BadParameter(parameter.name, repr(text), problem) from None
    return ox.Literal(lexical, datatype=term(f"xsd:{parameter.datatype}"))


def _number(datatype: str, text: str) -> str:
    """Read 65000, 65,000, $65,000.50 or 65K; commas must separate thousands.

    A dot before three digits, as in 65.000, separates thousands in some countries: it is refused.
    """
    match = re.fullmatch(_NUMBER, text)
    if not match or (len(match[2] or "") == 4 and not match[3]):
        raise ValueError(text)
    whole, fraction, in_thousands = match[1].replace(",", ""), match[2] or "", match[3]
    if in_thousands:
        whole, fraction = whole + fraction[1:4].ljust(3, "0"), fraction and f".{fraction[4:]}"
    if datatype == "integer" and fraction.strip(".0"):
        raise ValueError(text)
    return whole if datatype == "integer" else f"{whole}.{fraction[1:] or '0'}"
