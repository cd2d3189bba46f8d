"""The redirect rules for w3id.org: every IRI of ours leads to an address that answers."""

from __future__ import annotations

import re

import pytest
from places import ROOT
from starlette.testclient import TestClient

import credgraph
from credgraph.rdf import BASE
from credgraph.resources import turtle_files

HOST = "https://credgraph.example.org"
RULE = re.compile(r"^RewriteRule (\S+) (\S+) \[R=303,L(?:,NE)?\]$", re.MULTILINE)
RULES = RULE.findall((ROOT / "docs" / "w3id" / ".htaccess").read_text("utf-8"))


def redirected(path: str) -> str | None:
    """Return where the rules lead a path below our base, as Apache reads them."""
    for pattern, there in RULES:
        target: str = there
        if found := re.search(pattern, path):
            for number, part in enumerate(found.groups(default=""), 1):
                target = target.replace(f"${number}", part)
            return target
    return None


def landing(iri: str) -> str:
    """Return the path at the server to which an IRI of ours leads."""
    there = redirected(iri.removeprefix(BASE).partition("#")[0].removeprefix("/"))
    assert there, iri
    assert there.startswith(HOST)
    return there.removeprefix(HOST)


def test_there_are_rules_for_each_kind_of_iri() -> None:
    assert len(RULES) == 4


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_every_kind_of_iri_leads_to_an_answer(
    site: TestClient, graph: credgraph.CredentialGraph, accept: str
) -> None:
    table = graph.query(
        "SELECT DISTINCT ?thing { { ?thing ?p ?o } UNION { ?s ?p ?thing } "
        'FILTER(isIRI(?thing) && STRSTARTS(STR(?thing), "https://w3id.org/credgraph")) }'
    )
    assert isinstance(table, credgraph.Table)
    kinds: dict[str, str] = {}
    for iri in sorted(table.column("thing")):
        kinds.setdefault("/".join(iri.removeprefix(BASE).partition("#")[0].split("/")[:3]), iri)
    assert len(kinds) > 40
    for iri in kinds.values():
        answer = site.get(landing(iri), headers={"accept": accept})
        assert answer.status_code == 200, (iri, landing(iri))


def test_the_iri_of_every_file_and_question_leads_to_an_answer(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    shapes = [f"{BASE}/shapes/{path.stem}" for path in turtle_files("shapes")]
    questions = [question.iri for question in graph.questions.values()]
    for iri in [*shapes, *questions, BASE, f"{BASE}/0.1.0"]:
        assert site.get(landing(iri), headers={"accept": "text/turtle"}).status_code == 200, iri


def test_what_is_not_ours_leads_nowhere() -> None:
    for path in ("sparql", "api/ask", "idx/credential", "nsx", "..%2f", "0.1", "metrics"):
        assert redirected(path) is None
