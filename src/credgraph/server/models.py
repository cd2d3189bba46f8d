"""What the API answers, as types for its OpenAPI document: made from the question library."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, Field

from credgraph.questions import Parameter, Question
from credgraph.results import Column, Format
from credgraph.server.negotiation import MEDIA_TYPES
from credgraph.server.refusals import PROBLEM, PROBLEM_TYPE

__all__ = ["AnswerModel", "Description", "Findings", "answer_schema", "parameters_of", "responses"]

_TYPES = {"integer": "integer", "decimal": "number", "boolean": "boolean"}


class ValueModel(BaseModel):
    """What a question was asked about."""

    value: str = Field(description="The IRI of a record, or the text, number or date")
    label: str = Field(description="The same in words")


class ColumnModel(BaseModel):
    """A column of the rows."""

    name: str
    label: str
    datatype: str


class SourceModel(BaseModel):
    """A place in a source in which a record stands."""

    record: str
    source: str
    source_label: str
    as_of: str | None
    section: str | None
    page: str | None


class DisputeModel(BaseModel):
    """A dispute about a record: what one source claims, and what another says."""

    record: str
    dispute: str
    dispute_label: str
    kind_label: str
    property: str
    claim: str
    claim_source: str
    claim_source_label: str
    counter_claim: str | None
    counter_source: str | None
    counter_source_label: str | None


class AnswerModel(BaseModel):
    """An answer: its sentence and rows, with the sources and disputes of the records in it."""

    question: str
    summary: str
    iri: str
    values: dict[str, ValueModel]
    sentence: str
    columns: list[ColumnModel]
    rows: list[dict[str, Any]]
    sources: list[SourceModel]
    disputes: list[DisputeModel]
    records_without_sources_here: int
    notes: list[str]
    partial: bool


class Description(BaseModel):
    """Everything about one record; the rows are those of the questions about records."""

    iri: str
    label: str
    facts: list[dict[str, Any]]
    links: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    disputes: list[dict[str, Any]]


class FindingModel(BaseModel):
    """A fault: the rule that reports it, the record it is in, and what to do about it."""

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    message: str


class Findings(BaseModel):
    """What a check found; `complete` lists the severities reported in full."""

    conforms: bool
    summary: str
    complete: list[str]
    findings: list[FindingModel]


def answer_schema(question: Question) -> dict[str, Any]:
    """Return the JSON schema of the answer to a question, its rows with the question's columns."""
    columns = {column.name: _column_schema(column) for column in question.columns}
    row = {"type": "object", "required": [*columns], "properties": columns}
    rows = {"properties": {"rows": {"type": "array", "items": row}}}
    return {"allOf": [{"$ref": "#/components/schemas/AnswerModel"}, rows]}


def _column_schema(column: Column) -> dict[str, Any]:
    kind = _TYPES.get(column.datatype, "string")
    typed = {} if column.datatype == "term" else {"type": [kind, "null"]}
    return {"description": column.label, **typed}


def parameters_of(question: Question) -> list[dict[str, Any]]:
    """Return the parameters of a question as OpenAPI describes them, with their samples."""
    return [_parameter(parameter) for parameter in question.parameters]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    kind = _TYPES.get(parameter.datatype, "string")
    schema: dict[str, Any] = {"type": kind}
    if parameter.datatype == "date":
        schema["format"] = "date"
    sample = parameter.sample if kind == "string" else json.loads(parameter.sample)
    what = ": a slug, a label, a code or an IRI" if parameter.datatype == "iri" else ""
    return {
        "name": parameter.name,
        "in": "query",
        "required": True,
        "description": f"{parameter.label}{what}",
        "schema": schema,
        "example": sample,
    }


_REFUSALS = {
    400: "The request is malformed, or a value is not what is expected",
    404: "There is nothing of that name",
    406: "There is no such format",
    422: "It is not clear what is asked",
    429: "Too many requests; Retry-After says when to come back",
    503: "The server is busy; Retry-After says when to come back",
    504: "The answer takes longer than is allowed",
}


def responses(
    *forms: Format,
    model: Any = None,
    schema: dict[str, Any] | None = None,
    also: tuple[int, ...] = (),
) -> dict[int | str, Any]:
    """Return the responses of an operation: an answer in one of the forms, and the refusals.

    The answer in JSON is of the type `model`, or as `schema` says.
    """
    text: dict[str, Any] = {"schema": {"type": "string"}}
    content = {
        MEDIA_TYPES[form]: {"schema": {}} if "json" in MEDIA_TYPES[form] else text
        for form in forms
        if form is not Format.JSON
    }
    if schema:
        content = {MEDIA_TYPES[Format.JSON]: {"schema": schema}, **content}
    found: dict[int | str, Any] = {200: {"description": "The answer", "content": content}}
    if model:
        found[200]["model"] = model
    for status in (400, 404, 406, 429, 503, 504, *also):
        refused = {PROBLEM_TYPE: {"schema": PROBLEM}, "text/plain": text}
        found[status] = {
            "description": _REFUSALS.get(status, "The request cannot be served"),
            "content": refused,
        }
    return found
