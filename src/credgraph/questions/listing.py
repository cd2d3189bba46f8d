"""The list of questions: as a table, and as SHACL executables for linked data."""

from __future__ import annotations

import pyoxigraph as ox

from credgraph.questions.catalogue import Catalogue
from credgraph.rdf import term
from credgraph.results import Column, Table, Term, Triples

__all__ = ["as_table", "as_triples"]

_COLUMNS = (
    Column("name", "Question", "string"),
    Column("summary", "What it answers", "string"),
    Column("parameters", "Parameters", "string"),
    Column("folder", "Folder", "string"),
)


def as_table(questions: Catalogue) -> Table:
    """Return one row per question: its name, summary, parameters and folder."""
    rows: list[tuple[Term | None, ...]] = []
    for question in questions.values():
        parameters = " ".join(f"--{parameter.name}" for parameter in question.parameters)
        cells = (question.name, question.summary, parameters, question.folder)
        rows.append(tuple(map(ox.Literal, cells)))
    return Table(_COLUMNS, rows)


def as_triples(questions: Catalogue) -> Triples:
    """Return each question as a `sh:SPARQLSelectExecutable`, with its parameters unbound."""
    triples = []
    for question in questions.values():
        iri = ox.NamedNode(question.iri)
        about: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
            (term("rdf:type"), term("sh:SPARQLSelectExecutable")),
            (term("rdfs:label"), ox.Literal(question.summary, language="en")),
            (term("rdfs:comment"), ox.Literal(question.description, language="en")),
            (term("sh:select"), ox.Literal(question.text)),
        ]
        about += [(term("schema:keywords"), ox.Literal(tag)) for tag in question.tags]
        triples += [ox.Triple(iri, predicate, value) for predicate, value in about]
    return Triples(tuple(sorted(triples, key=str)))
