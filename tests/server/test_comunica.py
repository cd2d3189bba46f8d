"""Comunica, the query engine for browsers and Node, against our endpoint and our documents.

`make clients` installs it in .venv/clients; CREDGRAPH_CLIENTS names another folder.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import ROOT
from server.test_clients import command
from servers import running

import credgraph
from dashboard.components.build import CannotBuild, find_node

CLIENTS = Path(os.environ.get("CREDGRAPH_CLIENTS", ROOT / ".venv" / "clients"))
HERE, TRAVERSAL = "@comunica/query-sparql", "@comunica/query-sparql-link-traversal"
CPT = "https://w3id.org/credgraph/id/credential/mssc-cpt"
PREFIXES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
MODULES = (
    f"SELECT ?module ?label {{ <{CPT}> cg:requiredModule ?module . ?module rdfs:label ?label }}"
)


def needs(package: str) -> pytest.MarkDecorator:
    here = (CLIENTS / "node_modules" / package / "package.json").is_file()
    return pytest.mark.skipif(not here, reason=f"{package} is not in {CLIENTS}: make clients")


@pytest.fixture(scope="module")
def served(disk: Path) -> Iterator[str]:
    path = {"PYTHONPATH": str(ROOT / "src")}
    with running(lambda port: command(port, "--store", str(disk)), "/health", path) as address:
        yield address


@pytest.fixture(scope="module")
def labels(graph: credgraph.CredentialGraph) -> dict[str, str]:
    """The required modules of the CPT by their IRIs."""
    found = graph.query(PREFIXES + MODULES)
    assert isinstance(found, credgraph.Table)
    return dict(zip(map(str, found.column("module")), map(str, found.column("label")), strict=True))


def ask(served: str, query: str, *sources: object, **job: object) -> dict[str, Any]:
    try:
        node = find_node()
    except CannotBuild as error:
        pytest.skip(str(error))
    asked = {
        "package": HERE,
        "query": PREFIXES + query,
        "server": served,
        "sources": sources,
        **job,
    }
    done = subprocess.run(
        [node.folder / "node", ROOT / "tests/server/comunica.mjs", CLIENTS, json.dumps(asked)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def named(rows: list[dict[str, dict[str, str]]]) -> dict[str, str]:
    return {row["module"]["value"]: row["label"]["value"] for row in rows}


def endpoint(served: str) -> dict[str, str]:
    return {"type": "sparql", "value": f"{served}/sparql"}


@needs(HERE)
def test_it_reads_rows(served: str, labels: dict[str, str]) -> None:
    found = ask(served, MODULES, endpoint(served))
    assert found["type"] == "bindings"
    assert named(found["answer"]) == labels
    assert len(labels) > 3


@needs(HERE)
def test_it_finds_out_by_itself_that_this_is_an_endpoint(
    served: str, labels: dict[str, str]
) -> None:
    found = ask(served, MODULES, f"{served}/sparql")
    assert named(found["answer"]) == labels
    assert any("query=" in each or each.endswith("/sparql") for each in found["fetched"])


@needs(HERE)
def test_it_reads_triples(served: str, graph: credgraph.CredentialGraph) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(?s = <{CPT}>) }}"
    found = ask(served, query, endpoint(served))
    expected = graph.query(query)
    assert isinstance(expected, credgraph.Triples)
    assert found["type"] == "quads"
    assert len(found["answer"]) == len(expected)
    assert {row[0]["value"] for row in found["answer"]} == {CPT}


@needs(HERE)
def test_it_asks_whether(served: str) -> None:
    for query, expected in (
        ("ASK { ?c a cg:Credential }", True),
        ("ASK { ?c a cg:Nothing }", False),
    ):
        found = ask(served, query, endpoint(served))
        assert (found["type"], found["answer"]) == ("boolean", expected)


@needs(HERE)
def test_a_document_of_ours_is_a_source(served: str, labels: dict[str, str]) -> None:
    query = f"SELECT ?module {{ <{CPT}> cg:requiredModule ?module }}"
    found = ask(served, query, f"{served}/id/credential/mssc-cpt")
    assert {row["module"]["value"] for row in found["answer"]} == {*labels}


@needs(HERE)
def test_a_document_and_the_endpoint_answer_one_query_together(
    served: str, labels: dict[str, str]
) -> None:
    document = f"{served}/id/credential/mssc-cpt.ttl"
    assert named(ask(served, MODULES, document, endpoint(served))["answer"]) == labels
    query = (
        f"SELECT ?module ?label {{ <{CPT}> cg:requiredModule ?module . "
        f"SERVICE <{served}/sparql> {{ ?module rdfs:label ?label }} }}"
    )
    assert named(ask(served, query, document)["answer"]) == labels


@needs(TRAVERSAL)
def test_links_lead_from_one_document_to_the_next(served: str, labels: dict[str, str]) -> None:
    start = f"{served}/id/credential/mssc-cpt"
    found = ask(served, MODULES, start, package=TRAVERSAL, lenient=True)
    assert named(found["answer"]) == labels
    assert {*labels} <= {each.partition("#")[0] for each in found["fetched"]}
