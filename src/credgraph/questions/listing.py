"""The list of questions as an answer: a table for people, SHACL executables for linked data."""

from __future__ import annotations

import pyoxigraph as ox

from credgraph.questions.catalogue import Catalogue
from credgraph.rdf import term
from credgraph.resources import root
from credgraph.results import Column, Table, Term, Triples

__all__ = ["as_table", "as_triples", "starter_query"]


def starter_query(name: str) -> str:
    """Return a query to start from in an editor: `first`, or `of_a_file` that was uploaded."""
    return (root() / "queries" / "editor" / f"{name}.rq").read_text("utf-8")


def as_table(questions: Catalogue) -> Table:
    """Return one row a question: its name, what it asks, what it takes, and its folder."""
    heads = ("Question", "What it answers", "Takes", "Folder")
    names = ("name", "summary", "parameters", "folder")
    columns = tuple(Column(name, head, "string") for name, head in zip(names, heads, strict=True))
    rows: list[tuple[Term | None, ...]] = []
    for question in questions.values():
        takes = " ".join(f"--{parameter.name}" for parameter in question.parameters)
        cells = (question.name, question.summary, takes, question.folder)
        rows.append(tuple(map(ox.Literal, cells)))
    return Table(columns, rows)


def as_triples(questions: Catalogue) -> Triples:
    """Return each question as a `sh:SPARQLSelectExecutable`, its parameters left unbound."""
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
