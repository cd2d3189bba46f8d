"""The W3C formats of query results, which keep every term as it is: JSON, XML, TSV, Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import dumps
from json.encoder import encode_basestring
from typing import Any

import pyoxigraph as ox

from credgraph.rdf import term
from credgraph.rdf.rdf_xml import xml_text
from credgraph.results.table import Table
from credgraph.results.values import Term, plain_text

__all__ = ["result_set", "srj", "srx", "tsv"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = f"{_XSD}string"


def srj(answer: Table | bool) -> str:
    """Return SPARQL results in JSON, a row on a line."""
    if isinstance(answer, bool):
        return dumps({"head": {}, "boolean": answer}) + "\n"
    names = [column.name for column in answer.columns]
    head = dumps({"vars": names}, ensure_ascii=False)
    keys = [f"{dumps(name, ensure_ascii=False)}: " for name in names]
    lines = ",\n".join(_json_row(keys, row) for row in answer.rows)
    return f'{{"head": {head}, "results": {{"bindings": [\n{lines}\n]}}}}\n'


def _json_row(keys: list[str], row: tuple[Term | None, ...]) -> str:
    cells = zip(keys, row, strict=True)
    return f"{{{', '.join([key + _json_cell(cell) for key, cell in cells if cell is not None])}}}"


def _json_cell(cell: Term) -> str:
    """Return the JSON of a term; the usual kinds are written here, as that is twice as quick."""
    if isinstance(cell, ox.NamedNode):
        return f'{{"type": "uri", "value": {encode_basestring(cell.value)}}}'
    if isinstance(cell, ox.Literal) and not cell.language:
        kind, value = cell.datatype.value, encode_basestring(cell.value)
        datatype = "" if kind == _STRING else f', "datatype": {encode_basestring(kind)}'
        return f'{{"type": "literal", "value": {value}{datatype}}}'
    return dumps(_as_json(cell), ensure_ascii=False)


def _as_json(cell: Term) -> dict[str, Any]:
    if isinstance(cell, ox.NamedNode):
        return {"type": "uri", "value": cell.value}
    if isinstance(cell, ox.BlankNode):
        return {"type": "bnode", "value": cell.value}
    if isinstance(cell, ox.Triple):
        parts = zip(("subject", "predicate", "object"), cell, strict=True)
        return {"type": "triple", "value": {name: _as_json(part) for name, part in parts}}
    return {"type": "literal", "value": cell.value, **_attributes(cell)}


def _attributes(literal: ox.Literal) -> dict[str, str]:
    if literal.language:
        direction = {"its:dir": literal.direction.value} if literal.direction else {}
        return {"xml:lang": literal.language, **direction}
    plain = literal.datatype.value == _STRING
    return {} if plain else {"datatype": literal.datatype.value}


def srx(answer: Table | bool) -> str:
    """Return SPARQL results in XML; raises NotExpressible for a character that XML forbids."""
    return "".join(f"{line}\n" for line in _srx_lines(answer))


def _srx_lines(answer: Table | bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    its = 'xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'
    yield f'<sparql xmlns="http://www.w3.org/2005/sparql-results#" {its}>'
    if isinstance(answer, bool):
        yield f"<head/>\n<boolean>{str(answer).lower()}</boolean>\n</sparql>"
        return
    names = [xml_text(column.name) for column in answer.columns]
    variables = "".join(f'<variable name="{name}"/>' for name in names)
    yield f"<head>{variables}</head>"
    yield "<results>"
    for row in answer.rows:
        cells = [(name, cell) for name, cell in zip(names, row, strict=True) if cell is not None]
        found = (f'<binding name="{name}">{_as_xml(cell)}</binding>' for name, cell in cells)
        yield f"<result>{''.join(found)}</result>"
    yield "</results>\n</sparql>"


def _as_xml(cell: Term) -> str:
    if isinstance(cell, ox.NamedNode):
        return f"<uri>{xml_text(cell.value)}</uri>"
    if isinstance(cell, ox.BlankNode):
        return f"<bnode>{xml_text(cell.value)}</bnode>"
    if isinstance(cell, ox.Triple):
        parts = zip(("subject", "predicate", "object"), cell, strict=True)
        inner = "".join(f"<{name}>{_as_xml(part)}</{name}>" for name, part in parts)
        return f"<triple>{inner}</triple>"
    attributes = "".join(f' {k}="{xml_text(v)}"' for k, v in _attributes(cell).items())
    return f"<literal{attributes}>{xml_text(cell.value)}</literal>"


def tsv(table: Table) -> str:
    """Return SPARQL results as TSV: variables with their question mark, terms as in Turtle."""
    lines = ["\t".join(f"?{column.name}" for column in table.columns)]
    lines += ["\t".join(map(_as_turtle, row)) for row in table.rows]
    return "".join(f"{line}\n" for line in lines)


_SHORT = {  # numbers that Turtle writes without quotes
    f"{_XSD}integer": r"[+-]?[0-9]+",
    f"{_XSD}decimal": r"[+-]?[0-9]*\.[0-9]+",
    f"{_XSD}double": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+",
}


def _as_turtle(cell: Term | None) -> str:
    if cell is None or isinstance(cell, ox.Triple):
        return plain_text(cell)
    if isinstance(cell, ox.Literal):
        pattern = _SHORT.get(cell.datatype.value)
        if pattern and re.fullmatch(pattern, cell.value):
            return cell.value
    return str(cell)


_RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def result_set(table: Table) -> str:
    """Return a W3C result set in Turtle: solutions and their bindings as blank nodes, in order."""
    mark = _unused_mark(table)
    answer = ox.BlankNode(f"{mark}answer")
    triples = [ox.Triple(answer, term("rdf:type"), _rs("ResultSet"))]
    triples += [
        ox.Triple(answer, _rs("resultVariable"), ox.Literal(column.name))
        for column in table.columns
    ]
    for index, row in enumerate(table.rows, 1):
        solution = ox.BlankNode(f"{mark}row{index}")
        triples.append(ox.Triple(answer, _rs("solution"), solution))
        triples.append(ox.Triple(solution, _rs("index"), ox.Literal(index)))
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True), 1):
            if cell is not None:
                binding = ox.BlankNode(f"{solution.value}value{place}")
                triples += _binding(solution, binding, column.name, cell)
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"rs": _RESULT_SET})
    return bytes(written or b"").decode()


def _unused_mark(table: Table) -> str:
    """Return how our blank nodes start, so that none is a blank node of the answer."""
    taken = " ".join(
        str(cell)
        for row in table.rows
        for cell in row
        if isinstance(cell, ox.BlankNode | ox.Triple)
    )
    mark = ""
    while re.search(f"_:{mark}(answer|row)", taken):
        mark += "x"
    return mark


def _rs(name: str) -> ox.NamedNode:
    return ox.NamedNode(_RESULT_SET + name)


def _binding(
    solution: ox.BlankNode, binding: ox.BlankNode, variable: str, value: Term
) -> list[ox.Triple]:
    return [
        ox.Triple(solution, _rs("binding"), binding),
        ox.Triple(binding, _rs("variable"), ox.Literal(variable)),
        ox.Triple(binding, _rs("value"), value),
    ]
