"""The command within its bounds: whatever is typed ends in time, in memory and in a sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from credgraph.cli.arguments import size
from credgraph.errors import ValidationFailed
from credgraph.validation.engines import Engine, run

_COMMAND = (sys.executable, "-m", "credgraph")
_ENDLESS = "SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forked children here")


def _run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_COMMAND, *arguments], input=stdin, capture_output=True, text=True, timeout=120
    )


def _is_one_line(text: str) -> bool:
    return text.startswith("credgraph: ") and text.count("\n") == 1 and text.endswith("\n")


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        (
            _ENDLESS,
            ("--timeout", "1"),
            "no answer within 1 seconds: nothing joins ?s ?p ?o with ?a",
        ),
        (
            _ENDLESS,
            ("--memory", "400MB"),
            "more memory than 0.391 GB: nothing joins ?s ?p ?o with ?a",
        ),
        (
            "SELECT (GROUP_CONCAT(?x) AS ?y) { ?s ?p ?x . ?a ?b ?c }",
            ("--memory", "400MB"),
            "more memory",
        ),
        ('SELECT (xsd:long("1") AS ?x) {}', (), "there is no function xsd:long here"),
    ],
    ids=["time", "memory of rows", "memory of a text", "function"],
)
def test_a_query_beyond_its_bounds_ends_in_a_sentence(
    text: str, options: tuple[str, ...], reason: str
) -> None:
    done = _run("query", text, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert _is_one_line(done.stderr)


def test_the_deadline_covers_rendering() -> None:
    begun = time.monotonic()
    done = _run("query", f"{_ENDLESS} LIMIT 400000", "--timeout", "2", "--memory", "8GB")
    assert "no answer within 2 seconds" in done.stderr
    assert time.monotonic() - begun < 30


def test_a_reader_who_takes_his_time_loses_nothing() -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 4000"
    with subprocess.Popen(
        [*_COMMAND, "query", text, "--format", "csv", "--timeout", "4"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()  # the pipe is full now, and the command waits
        time.sleep(6)
        rest = process.stdout.read()
    assert first.startswith(b"s,p,o")
    assert rest.count(b"\n") >= 4000
    assert process.returncode == 0


def test_a_child_ends_with_the_command() -> None:
    process = subprocess.Popen([*_COMMAND, "query", _ENDLESS], stderr=subprocess.DEVNULL)
    child = _child_of(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}/stat").exists() and time.monotonic() < deadline:
        if ") Z " in Path(f"/proc/{child}/stat").read_text():
            return
        time.sleep(0.1)
    assert not Path(f"/proc/{child}/stat").exists()


def _child_of(process: int) -> int:
    children = Path(f"/proc/{process}/task/{process}/children")
    if not children.exists():
        pytest.skip("this system does not list children")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if found := children.read_text().split():
            time.sleep(1)  # until it has asked to end with its parent
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no child was started")


def test_an_interrupt_ends_the_command_with_its_own_code() -> None:
    process = subprocess.Popen(
        [*_COMMAND, "query", _ENDLESS], stderr=subprocess.PIPE, start_new_session=True
    )
    _child_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, b"")


def test_an_interrupted_export_leaves_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*_COMMAND, "export", "--to", "ctdl", "-o", str(tmp_path / "out")], stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.rglob(".credgraph-*")) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode in (130, 1)  # 1: it had written everything before
    assert not list(tmp_path.rglob(".credgraph-*"))


@pytest.mark.parametrize(
    ("closed", "code"),
    [(">&-", 0), ("2>&-", 0), ("<&-", 0), (">&- 2>&- <&-", 0)],
)
@pytest.mark.parametrize("command", ["query 'ASK {}'", "ask", "info", "validate /dev/null; true"])
def test_closed_streams_leave_no_traceback(command: str, closed: str, code: int) -> None:
    line = f"{sys.executable} -m credgraph {command} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr
    assert done.returncode == code


@pytest.mark.parametrize("given", ["4GB", "256MB", "1.5G", "512 MiB"])
def test_memory_is_read_with_its_unit(given: str) -> None:
    assert size(given) >= 2**28


@pytest.mark.parametrize("given", ["", "4", "1MB", "-4GB", "4TB", "1e9GB", "9" * 50 + "GB"])
def test_other_amounts_of_memory_are_refused(given: str) -> None:
    done = _run("query", "ASK {}", f"--memory={given}")
    assert done.returncode == 2
    assert "no size of 256MB or more" in done.stderr
    assert _is_one_line(done.stderr)


_PANIC = b'<urn:a> <urn:p> "99999999999999999999"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n'


def test_a_panic_of_the_rust_engine_is_an_error_and_no_crash() -> None:
    pytest.importorskip("shacl")
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . "
        "<urn:s> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; "
        "sh:property [ sh:path <urn:p> ; sh:minExclusive 1 ] ."
    )
    with pytest.raises(ValidationFailed, match="choose pyshacl"):
        run(Engine.RUST, shapes, _PANIC)
    assert len(run(Engine.AUTO, shapes, _PANIC)) == 1


def test_pyshacl_passes_over_triple_terms() -> None:
    data = b"<urn:a> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .\n"
    assert run(Engine.PYSHACL, "", data) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "laughs.rdf",
            "<!DOCTYPE r ["
            + '<!ENTITY e0 "ha">'
            + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
            + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x">'
            + '<rdf:Description rdf:about="urn:a"><x:p>&e11;</x:p></rdf:Description></rdf:RDF>',
        ),
        ("deep.ttl", "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 40_000 + "1" + " )>>" * 40_000),
        ("deep.jsonld", "[" * 50_000 + "]" * 50_000),
        ("long.nt", '<urn:a> <urn:p> "' + "x" * 17 * 2**20 + '" .\n'),
    ],
)
def test_a_hostile_file_ends_in_a_sentence(name: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content)
    done = _run("validate", str(file), "--timeout", "20", "--memory", "1GB")
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or _is_one_line(done.stderr)
