"""What the explorer shows under "use this from elsewhere", run as it stands."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

import credgraph
from credgraph.results.table import Table
from dashboard.editor.snippets import query_snippets, question_snippets

SELECT = """# it's "odd": $HOME `id` \\ %20 &
SELECT ?name { ?c a cg:Credential ; rdfs:label ?name FILTER(STR(?name) = "MSSC CPT") }"""
PREFIXES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
QUERIES = {
    PREFIXES + SELECT: ("MSSC CPT",),
    PREFIXES + "CONSTRUCT { ?c rdfs:label ?n } WHERE { ?c rdfs:label ?n } LIMIT 1": (
        "rdfs:label",
        "#label",
    ),
    PREFIXES + "ASK { ?c a cg:Credential }": ("true", "True", "yes"),
}  # with what an answer may hold


def python(text: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "snippet", "exec"), {})  # noqa: S102
    return printed.getvalue()


def shell(text: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S602
        text, shell=True, env={**os.environ, "PATH": path}, capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_runs_from_python_and_a_shell(text: str, graph: credgraph.CredentialGraph) -> None:
    snippets = query_snippets(text, graph.query(text))
    assert list(snippets) == ["Python", "Shell", "curl", "R"]
    for printed in (python(snippets["Python"]), shell(snippets["Shell"])):
        assert any(words in printed for words in QUERIES[text])


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_runs_from_elsewhere_against_an_endpoint(
    text: str, graph: credgraph.CredentialGraph, endpoint: str
) -> None:
    snippets = query_snippets(text, graph.query(text), endpoint)
    assert any(words in python(snippets["Python"]) for words in QUERIES[text])
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    assert any(words in shell(snippets["curl"]) for words in QUERIES[text])


@pytest.mark.parametrize("text", QUERIES)
def test_r_asks_for_the_form_that_it_reads(text: str, graph: credgraph.CredentialGraph) -> None:
    r = query_snippets(text, graph.query(text))["R"]
    written = next(line for line in r.splitlines() if line.startswith("query <- "))
    assert json.loads(written.removeprefix("query <- ")) == text
    assert ("read.csv" in r) == ("text/csv" in r) == isinstance(graph.query(text), Table)


def test_a_question_runs_from_python_and_a_shell() -> None:
    snippets = question_snippets("funders_of_credential", {"credential": "mssc-cpt"})
    assert "[10 rows x 12 columns]" in python(snippets["Python"])
    assert "WIOA" in shell(snippets["Shell"])
    assert "--credential 'a; b'" in question_snippets("q", {"credential": "a; b"})["Shell"]
