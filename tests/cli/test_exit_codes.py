"""Exit codes of every command: 1 for findings, 2 for faults of what was given, 3 for a part."""

from __future__ import annotations

from pathlib import Path

import pytest
from endpoints import JSON, answering, reply, rows
from places import ROOT

from credgraph import cli
from credgraph.cli.command import parser
from credgraph.cli.completion import _commands_of

OEWS = ROOT / "tests" / "importers" / "oews" / "oews_M2025_national.csv"
GOOD = {
    "ask": ["costs_of_credential", "--credential", "mssc-cpt"],
    "query": ["ASK {}"],
    "describe": ["mssc-cpt"],
    "plan": ["--hold", "mssc-cpt", "--pay", "60K"],
    "validate": [],
    "export": ["--to", "turtle", "--record", "mssc-cpt", "-o", "OUT.ttl"],
    "info": [],
    "import": ["oews", str(OEWS), "--store", "nation"],
    "prefixes": [],
    "completion": ["bash"],
}
BAD = {
    "ask": [["nosuch"], ["costs_of_credential", "--credential", "nosuch"]],
    "query": [["nosuch.rq"], ["SELECT"], ["ASK {}", "--param", "x=1"], ["ASK { ?a a urn:x() }"]],
    "describe": [["nosuch"], []],
    "plan": [["--hold", "nosuch"], ["--pay", "much"]],
    "validate": [["nosuch.ttl"], ["--shapes", "nosuch", "x.ttl"], ["NOTHING.ttl"], ["SHAPES.ttl"]],
    "export": [["--to", "nosuch"], ["--to", "turtle", "-o", "FILE/x"], []],
    "info": [["--store", "nosuch"]],
    "import": [["nosuch", "x"], ["oews"], ["oews", "FAULT.ttl", "--release", "2025"]],
    "drop": [["oews", "--store", "nation"], []],
    "explore": [["--port", "0"], ["--store", "nosuch"]],
    "serve": [["--port", "0"], ["--store", "nosuch"], ["--workers", "0"], ["--base", "nosuch"]],
    "push": [["nosuch"], ["http://127.0.0.1:9/ds", "--from", "nosuch"], []],
    "mcp": [["--timeout", "0"], ["--store", "nosuch"]],
    "prefixes": [["--format", "nosuch"]],
    "completion": [["nosuch"], []],
}
OFFLINE = {"drop", "explore", "serve", "mcp", "push", "prefixes", "completion"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "NOTHING.ttl").write_text("<urn:a> a <urn:b> .")
    (tmp_path / "SHAPES.ttl").write_text("<urn:a> a <http://www.w3.org/ns/shacl#NodeShap> .")
    (tmp_path / "FILE").write_text("a file")
    (tmp_path / "FAULT.ttl").write_text("<urn:a> a <https://w3id.org/credgraph/ns#Cost> .")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_is_tried() -> None:
    commands = set(_commands_of(parser()))
    assert set(BAD) == commands
    assert set(GOOD) == commands - {"drop", "explore", "serve", "mcp", "push"}, (
        "these need another side"
    )


@pytest.mark.parametrize("command", GOOD)
def test_success_is_zero(command: str, place: Path) -> None:
    assert cli.main([command, *GOOD[command]]) == 0


@pytest.mark.parametrize("command", BAD)
def test_a_fault_of_what_was_given_is_two(
    command: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = [*BAD[command], ["--nosuch"]]
    if command not in OFFLINE:
        tries.append([*GOOD[command], "--store", "http://127.0.0.1:9/q"])
    for arguments in tries:
        assert cli.main([command, *arguments]) == 2, arguments
        out, err = capsys.readouterr()
        assert out == "", arguments
        assert err.startswith("credgraph: "), arguments


def test_one_is_for_findings_alone(place: Path) -> None:
    assert cli.main(["validate", "FAULT.ttl"]) == 1
    assert cli.main(["export", "--to", "elm", "--record", "osha-10", "-o", "out"]) == 1


PARTS = {
    "the reply says 206": lambda call: reply(call, 206, JSON, rows(2)),
    "a row has a value that is none": lambda call: reply(
        call, 200, JSON, rows(1).replace(b"literal", b"uri").replace(b'"a"', b'"a b"')
    ),
    "the server stops at so many rows": lambda call: reply(
        call, 200, JSON, rows(2), headers={"X-SPARQL-MaxRows": "2"}
    ),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("form", ["table", "csv", "json", "srj"])
def test_a_part_of_an_answer_is_three_and_said(
    part: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(PARTS[part]) as url:
        query = ["query", "SELECT ?x { ?s ?p ?x }", "--format", form, "--store", url]
        assert cli.main(query) == 3
    out, err = capsys.readouterr()
    assert out
    assert err.startswith("note: ")


def test_a_whole_answer_of_an_endpoint_is_zero() -> None:
    with answering(lambda call: reply(call, 200, JSON, rows(2))) as url:
        assert cli.main(["query", "SELECT ?x { ?s ?p ?x }", "--store", url]) == 0
