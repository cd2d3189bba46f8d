"""The formats of answers, which answers fit them, and the file endings that stand for them."""

from __future__ import annotations

from enum import StrEnum
from os.path import splitext

import pyoxigraph as ox

from credgraph.errors import NotExpressible, UnwritableTarget
from credgraph.results.controls import escape_controls
from credgraph.results.readable import markdown, plain_table
from credgraph.results.table import Column, Table, Triples
from credgraph.results.values import python_value

__all__ = ["GRAPHS", "TABLES", "Format", "content", "format_of_file", "render"]


class Format(StrEnum):
    """The formats in which an answer can be printed."""

    TABLE = "table"
    MARKDOWN = "markdown"
    CSV = "csv"
    CSV_SAFE = "csv-safe"
    TSV = "tsv"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    SRJ = "srj"
    SRX = "srx"
    TTL = "ttl"
    NT = "nt"
    NQ = "nq"
    TRIG = "trig"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"


_ROWS = (
    Format.TABLE,
    Format.MARKDOWN,
    Format.CSV,
    Format.CSV_SAFE,
    Format.TSV,
    Format.JSON,
    Format.NDJSON,
    Format.PARQUET,
)
_SOLUTIONS = (Format.SRJ, Format.SRX)
_XML = (Format.SRX, Format.RDFXML)
GRAPHS = (Format.TTL, Format.NT, Format.NQ, Format.TRIG, Format.JSONLD, Format.RDFXML)
TABLES = (*_ROWS, *_SOLUTIONS, Format.TTL)

_ENDINGS = {
    ".txt": Format.TABLE,
    ".md": Format.MARKDOWN,
    ".jsonl": Format.NDJSON,
    ".rdf": Format.RDFXML,
    **{f".{form}": form for form in Format if form not in (Format.TABLE, Format.CSV_SAFE)},
}


def format_of_file(name: str) -> Format:
    """Return the format that the ending of a file name stands for; raises UnwritableTarget."""
    ending = splitext(name)[1].lower()
    if ending not in _ENDINGS:
        hint = f"give --format, or a name that ends in {' '.join(sorted(_ENDINGS))}"
        raise UnwritableTarget(name, f"the ending names no format; {hint}")
    return _ENDINGS[ending]


def render(
    answer: Table | Triples | bool, form: Format, terminal: bool = False, color: bool = False
) -> str:
    """Return an answer as text; a Table in Turtle uses the W3C result set vocabulary.

    For a `terminal` a table is drawn, in colour or not, and no format holds a raw control
    character. Raises NotExpressible where the format does not fit the answer or is no text.
    """
    if form is Format.PARQUET:
        raise NotExpressible("Parquet", "text", "give --output FILE")
    text = _text(answer, form, terminal, color)
    if terminal and form is not Format.TABLE:
        return escape_controls(text, xml=form in _XML)
    return text


def content(answer: Table | Triples | bool, form: Format) -> bytes:
    """Return an answer as the bytes of a file: text in UTF-8, or Parquet."""
    if form is not Format.PARQUET:
        return render(answer, form).encode()
    from credgraph.results.frames import parquet

    table = _as_table(answer)
    rows = [tuple(map(python_value, row)) for row in table.rows]
    return parquet([column.name for column in table.columns], rows)


def _text(answer: Table | Triples | bool, form: Format, terminal: bool, color: bool) -> str:
    _check_fit(answer, form)
    if isinstance(answer, Triples) and form in GRAPHS:
        return _graph(answer, form)
    if form in _SOLUTIONS and not isinstance(answer, Triples):
        from credgraph.results.solutions import srj, srx

        return srj(answer) if form is Format.SRJ else srx(answer)
    table = _as_table(answer)
    if form is Format.TABLE:
        return plain_table(table, terminal, color)
    if form is Format.MARKDOWN:
        return markdown(table)
    return _terms(table, form) if form in (Format.TSV, Format.TTL) else _rows(table, form)


def _graph(answer: Triples, form: Format) -> str:
    """Return triples in a syntax; with no named graph, TriG is Turtle and N-Quads N-Triples."""
    if form in (Format.TTL, Format.TRIG):
        return answer.to_turtle()
    if form is Format.JSONLD:
        return answer.to_json_ld() + "\n"
    if form is Format.RDFXML:
        from credgraph.rdf.rdf_xml import rdf_xml

        return rdf_xml(answer)
    from credgraph.rdf.turtle import n_triples

    return n_triples(answer).decode()


def _check_fit(answer: Table | Triples | bool, form: Format) -> None:
    is_graph = isinstance(answer, Triples)
    fitting = (*_ROWS, *GRAPHS) if is_graph else TABLES
    if form not in fitting:
        what = "triples, as CONSTRUCT and DESCRIBE give" if is_graph else "the rows of a table"
        raise NotExpressible(what, form.value, f"choose from {', '.join(fitting)}")


def _as_table(answer: Table | Triples | bool) -> Table:
    if isinstance(answer, Table):
        return answer
    if isinstance(answer, Triples):
        return answer.to_table()
    return Table((Column("answer", "Answer", "boolean"),), [(ox.Literal(answer),)])


def _rows(table: Table, form: Format) -> str:
    from credgraph.results import rows

    if form is Format.NDJSON:
        return rows.json_lines([column.name for column in table.columns], table.rows)
    return table.to_json() if form is Format.JSON else table.to_csv(safe=form is Format.CSV_SAFE)


def _terms(table: Table, form: Format) -> str:
    from credgraph.results import solutions

    return solutions.tsv(table) if form is Format.TSV else solutions.result_set(table)
