"""What an assistant can read: the questions, a record, the ontology's terms, how to query."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mcp.server.mcpserver import MCPServer

from credgraph.graph import CredentialGraph
from credgraph.questions import Question
from credgraph.rdf import RECORDS
from credgraph.results import Column, Format, Table, render
from credgraph.server import assistant_answers as answers
from credgraph.server.answering import Service
from credgraph.server.assistant_tools import CLIENT
from credgraph.store import read_solutions

__all__ = ["add_resources"]

_MARKDOWN = "text/markdown"
_GUIDE = Path(__file__).with_name("writing_queries.md")
_MOST_ROWS = 500  # of a described record
_TERM_COLUMNS = {
    "term": "Term",
    "kind": "Kind",
    "definition": "Definition",
    "used_on": "Used on",
    "takes": "Takes",
}
_TERMS = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term (MIN(?name) AS ?kind) (MIN(STR(?said)) AS ?definition)
  (GROUP_CONCAT(DISTINCT ?domain; separator=", ") AS ?used_on)
  (GROUP_CONCAT(DISTINCT ?range; separator=", ") AS ?takes)
WHERE {
  VALUES (?type ?name) {
    (owl:Class "class") (owl:ObjectProperty "property") (owl:DatatypeProperty "property")
    (owl:AnnotationProperty "property")
  }
  ?term a ?type ; rdfs:isDefinedBy <https://w3id.org/credgraph> ; skos:definition ?said .
  OPTIONAL { ?term schema:domainIncludes/rdfs:label ?domain }
  OPTIONAL {
    ?term schema:rangeIncludes ?value OPTIONAL { ?value rdfs:label ?label }
    BIND(COALESCE(STR(?label), REPLACE(STR(?value), "^.*[/#]", "")) AS ?range)
  }
}
GROUP BY ?term ORDER BY ?kind ?term"""


def add_resources(server: MCPServer[Any], service: Service) -> None:
    """Add every resource, with the service doing the work."""

    async def told(work: Callable[[CredentialGraph], str]) -> str:
        return await service.run(work, CLIENT.get())

    async def questions() -> str:
        return await told(lambda graph: answers.questions(graph, "").text)

    async def question(name: str) -> str:
        return await told(lambda graph: _question(graph.questions[name]))

    async def record(kind: str, slug: str) -> str:
        iri = f"{RECORDS}{kind}/{slug}"
        return await told(lambda graph: answers.describe(graph, iri, _MOST_ROWS).text)

    async def terms() -> str:
        return await told(_terms)

    async def guide() -> str:
        return _GUIDE.read_text("utf-8")

    for uri, read, about in (
        ("credgraph://questions", questions, "The ready-made questions, with their parameters."),
        ("credgraph://question/{name}", question, "One question: what it answers, and its SPARQL."),
        ("credgraph://record/{kind}/{slug}", record, "Everything about one record, with sources."),
        ("credgraph://terms", terms, "The classes and properties of the ontology, defined."),
        ("credgraph://guide/queries", guide, "How to write SPARQL for this graph."),
    ):
        server.resource(uri, name=read.__name__, description=about, mime_type=_MARKDOWN)(read)


def _question(question: Question) -> str:
    """Return a question as Markdown: what it takes, what it leaves out, its columns and query."""
    takes = [f"- `{p.name}`: {p.label}, such as `{p.sample}`" for p in question.parameters]
    gives = [f"- `{c.name}`: {c.label}" for c in question.columns]
    asked = [f"- {example}" for example in question.examples]
    parts = [
        f"# {question.name}\n\n{question.summary}\n\n{question.description}",
        *(["## Parameters", "\n".join(takes)] if takes else []),
        "## Columns",
        "\n".join(gives),
        *(["## How people ask it", "\n".join(asked)] if asked else []),
        f"## SPARQL\n\n```sparql\n{question.text}```",
    ]
    return "\n\n".join(parts) + "\n"


def _terms(graph: CredentialGraph) -> str:
    rows = [tuple(row) for row in read_solutions(graph.store, _TERMS, [*_TERM_COLUMNS])]
    columns = tuple(Column(name, label, "string") for name, label in _TERM_COLUMNS.items())
    return render(Table(columns, rows), Format.MARKDOWN)
