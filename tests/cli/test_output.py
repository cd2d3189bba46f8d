"""Where an answer goes: a pipe, a terminal or a file, in the format for it, whole or cut short."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from credgraph.cli import main
from credgraph.results import GRAPHS, Format

ASK = ["ask", "funders_of_credential", "--credential", "mssc-cpt"]
TWO = ["query", "SELECT ?x { VALUES ?x { 1 2 3 } }"]
GRAPH = ["query", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"]
DESCRIBE, VALIDATE, INFO = ["describe", "mssc-cpt"], ["validate"], ["info"]
WORDS = "Łódź 東京"


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | more


def piped(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "credgraph", *arguments]
    return subprocess.run(command, env=environment(**more), capture_output=True)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "ascii"])
def test_formats_for_machines_are_utf_8_whatever_the_console_is(encoding: str) -> None:
    text = f'SELECT ("{WORDS}" AS ?x) {{}}'
    for form in ("csv", "json", "srx", "ttl", "markdown"):
        done = piped("query", text, "--format", form, PYTHONIOENCODING=encoding)
        assert WORDS.encode() in done.stdout, form
        assert b"\r" not in done.stdout
    table = piped("query", text, PYTHONIOENCODING=encoding).stdout.decode(encoding)
    assert table.splitlines()[-1].strip() in (WORDS, "?\xf3d? ??", "??d? ??")


def on_terminal(*arguments: str, **more: str) -> str:
    """Return what a terminal of 80 columns shows of a command's standard output."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "credgraph", *arguments]
    env = environment(COLUMNS="80", TERM="xterm-256color", **more)
    with subprocess.Popen(command, env=env, stdin=slave, stdout=slave) as process:
        os.close(slave)
        shown = b"".join(read_all(master))
        assert process.wait() == 0
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def read_all(master: int) -> Iterator[bytes]:
    while True:
        try:
            yield os.read(master, 65536)
        except OSError:  # the other end is closed
            return


def test_no_color_takes_the_colours_away_and_nothing_else() -> None:
    colored, empty = on_terminal(*ASK), on_terminal(*ASK, NO_COLOR="")
    plain = on_terminal(*ASK, NO_COLOR="1")
    assert "\x1b[" in colored
    assert empty == colored, "an empty NO_COLOR means colour"
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    body = plain.split("\n\n", 1)[1]
    assert max(map(len, body.splitlines())) <= 80


def test_a_terminal_gets_no_control_character_in_any_format() -> None:
    text = 'SELECT ("a\\u009b31m\\u202eb" AS ?x) (IRI("urn:\\u202e") AS ?y) {}'
    for form in ("table", "csv", "json", "tsv", "srx"):
        shown = on_terminal("query", text, "--format", form, NO_COLOR="1")
        assert not set(shown) & {"\x1b", "\x9b", "\u202e"}, form
        assert "202e" in shown, form


def test_a_plan_in_json_is_escaped_for_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("credgraph.planning.report._data", lambda _: {"text": "\x9b\u202e"})
    assert main(["plan", "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert not set(out) & {"\x9b", "\u202e"}
    assert json.loads(out) == {"text": "\x9b\u202e"}


def test_a_terminal_does_not_get_parquet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main([*TWO, "--format", "parquet"]) == 2
    assert "give --output FILE" in capsys.readouterr().err


@pytest.mark.parametrize("command", [ASK, ["ask"], DESCRIBE, INFO, GRAPH, TWO])
def test_every_command_answers_in_every_format_that_fits(
    command: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for form in Format:
        code = main([*command, "--format", form.value, "--limit", "3"])
        out, err = capfdbinary.readouterr()
        if code == 0:
            assert out, form
        else:
            assert (code, out) == (2, b""), form
            assert re.search(rb"no way to write|invalid choice", err), form
            assert b"csv" in err, form


def test_a_record_is_given_as_triples_in_every_syntax_of_rdf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = set()
    for form in GRAPHS:
        path = tmp_path / f"cpt.{form}"
        assert main([*DESCRIBE, "--format", form, "--output", str(path)]) == 0
        kind = ox.RdfFormat.from_extension("rdf" if form is Format.RDFXML else form)
        sizes.add(len(list(ox.parse(path.read_bytes(), format=kind))))
    assert len(sizes) == 1


@pytest.mark.parametrize(
    ("command", "ending", "start"),
    [
        (ASK, "csv", b"rank,"),
        (TWO, "json", b"[\n"),
        (TWO, "parquet", b"PAR1"),
        (DESCRIBE, "md", b"MSSC CPT"),
        (DESCRIBE, "jsonld", b"[{"),
        (["plan", "--hold", "mssc-cpt"], "json", b"{"),
        (["plan", "--hold", "mssc-cpt"], "txt", b"Routes"),
        (VALIDATE, "srx", b"<?xml"),
    ],
)
def test_an_answer_is_written_to_a_file_in_the_format_of_its_ending(
    command: list[str],
    ending: str,
    start: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / f"out.{ending}"
    path.write_text("old")
    assert main([*command, "-o", str(path)]) == 0
    assert path.read_bytes().startswith(start)
    assert capsys.readouterr().out == ""
    assert os.listdir(tmp_path) == [path.name]


def test_a_format_that_is_named_wins_over_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    assert main([*TWO, "--format", "csv", "--output", str(path)]) == 0
    assert path.read_text() == "x\n1\n2\n3\n"


@pytest.mark.parametrize(
    ("name", "command", "problem"),
    [
        ("out.docx", TWO, "the ending names no format"),
        ("out", TWO, "the ending names no format"),
        ("no/such/out.csv", TWO, "there is no folder"),
        ("out.nt", TWO, "no way to write the rows"),
        ("out.csv", ["plan"], "this command writes table, json, markdown"),
    ],
)
def test_what_cannot_be_written_leaves_the_folder_as_it_was(
    name: str,
    command: list[str],
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*command, "-o", str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert problem in err
    assert os.listdir(tmp_path) == []


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert main([*TWO, "--format", "csv", "--output", str(pipe)]) == 0
    assert os.read(reader, 100) == b"x\n1\n2\n3\n"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (TWO, "only the first 2 rows; there are more"),
        (GRAPH, "only the first 2 triples; there are more"),
        (ASK, "only the first 2 of 10 rows"),
        (["ask"], "only the first 2 of"),
        (DESCRIBE, "Sources: only the first 2 of"),
    ],
)
def test_a_limit_cuts_the_answer_and_tells_so(
    command: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--limit", "2", "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main([*command, "--limit", "2"]) == 0
    assert told in capsys.readouterr().err


def test_a_limit_that_cuts_nothing_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TWO, "--limit", "3"]) == 0
    assert capsys.readouterr().err == ""


def test_a_limit_of_a_plan_is_a_number_of_routes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--hold", "mssc-cpt", "--format", "json", "--limit", "1"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["routes"]) == 1
    assert re.search(r"only the first 1 of \d+ routes", err)


def test_findings_beyond_the_limit_still_make_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(
        "@prefix cg: <https://w3id.org/credgraph/ns#> .\n"
        "<https://w3id.org/credgraph/id/cost/dear> a cg:Cost ; cg:costOff <urn:nowhere> .\n"
    )
    assert main(["validate", str(path), "--limit", "1", "--format", "ndjson"]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "only the first 1 of" in err


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", ""])
def test_a_limit_is_a_positive_number(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TWO, f"--limit={limit}"]) == 2
    assert "is not a number of rows" in capsys.readouterr().err


def test_iris_and_names_stand_side_by_side_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    text = "SELECT ?area { ?area a cg:Area ; rdfs:label 'South Carolina'@en }"
    shown = {}
    for option in ([], ["--iris"], ["--with-iris"]):
        assert main(["query", text, *option]) == 0
        shown["".join(option)] = capsys.readouterr().out
    assert "area:us-sc" not in shown[""]
    assert "South Carolina" not in shown["--iris"]
    heading, _, row = shown["--with-iris"].splitlines()
    assert heading.split("  ")[0] == "area (IRI)"
    assert re.fullmatch(r"area:us-sc +South Carolina", row)
    assert main(["query", text, "--with-iris", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("area,area_label\n")
    assert main(["query", text, "--with-iris", "--iris"]) == 2


def test_an_export_of_one_file_names_its_coverage_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "cpt.jsonld"
    assert main(["export", "--to", "schema-org", "--record", "mssc-cpt", "-o", str(target)]) == 0
    said = capsys.readouterr().err.splitlines()
    assert f"written to {target}, with {tmp_path / 'cpt.coverage.json'}" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cpt.coverage.json", target.name]
