"""The command as a person meets it: answers, help, mistakes and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import credgraph
from credgraph.cli import main
from credgraph.resources import turtle_files

ASK = ["ask", "funders_of_credential", "--credential", "mssc-cpt"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_a_question_is_answered_with_names(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *ASK)
    assert (code, err) == (0, "")
    assert "WIOA" in out
    assert "http" not in out
    assert "\x1b" not in out, "piped output has no colour"


def test_iris_are_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert "funding-program:wioa" in run(capsys, *ASK, "--iris")[1]


@pytest.mark.parametrize("shape", ["table", "csv", "json", "markdown", "ttl"])
def test_every_shape_of_answer_and_list(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (ASK, ["ask"], ["describe", "mssc-cpt"], ["info"], ["validate"]):
        code, out, _ = run(capsys, *command, "--format", shape)
        assert code == 0
        if shape == "json":
            json.loads(out)
    assert run(capsys, "ask", "--format", shape)[1].count("funders_of_credential") >= 1


def test_the_list_and_the_question_have_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert "credgraph ask funders_of_credential" in run(capsys, "ask", "--help")[1]
    code, out, _ = run(capsys, "ask", "funders_of_credential", "--help")
    assert code == 0
    assert "--credential" in out
    assert "example:" in out


COMMANDS = ["ask", "query", "describe", "plan", "validate", "info", "explore", "export"]
COMMANDS += ["import", "drop", "serve", "prefixes", "completion"]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_command_has_help_with_an_example(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, *command, "--help")
    assert code == 0
    assert "examples:\n  credgraph " in out


def test_sparql_comes_from_text_file_or_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "SELECT ?l { <https://w3id.org/credgraph/id/area/us-sc> rdfs:label ?l }"
    path = tmp_path / "question.rq"
    path.write_text(text)
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        answers = [run(capsys, "query", given)[1] for given in (text, str(path), "-")]
    assert answers == ["l\n--------------\nSouth Carolina\n"] * 3


@pytest.mark.parametrize("text", ["DESCRIBE<https://w3id.org/credgraph/id/area/us-sc>", "ASK{}"])
def test_a_query_without_blanks_is_no_file(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "query", text)
    assert (code, err) == (0, "")
    assert out


@pytest.mark.parametrize("name", ["select-all", "ask.txt", "prefixes", "describe_it.sparql"])
def test_a_file_may_be_named_like_a_query(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "query", name)[2] == f"credgraph: {name}: there is no such file\n"


def test_a_query_file_takes_values_for_its_variables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "question.rq"
    path.write_text("SELECT ?l { ?c rdfs:label ?l ; cg:issuer ?_issuer_iri }")
    given = ["--param", "c=mssc-cpt", "--param", "issuer=MSSC"]
    assert run(capsys, "query", str(path), *given) == (0, "l\n--------\nMSSC CPT\n", "")
    code, _, err = run(capsys, "query", str(path), "--param", "l=mscc-cpt")
    assert code == 0
    assert 'l was read as "mscc-cpt"; did you mean mssc-cpt' in err


def test_a_selected_variable_without_a_value_stays_a_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for selected, columns in (("?c ?lable", ["c", "lable"]), ("?lable", ["lable"])):
        query = f"SELECT {selected} {{ ?c a cg:Module ; rdfs:label ?label }}"
        code, out, err = run(capsys, "query", query)
        assert code == 0
        assert out.split("\n")[0].split() == columns
        assert "?lable is selected and nothing gives it a value; did you mean ?label?" in err


def test_a_declared_prefix_is_no_term(capsys: pytest.CaptureFixture[str]) -> None:
    query = "PREFIX cg: <https://w3id.org/credgraph/ns#> SELECT ?s { ?s cg:issuer 1 }"
    assert main(["query", query]) == 0
    assert "did you mean" not in capsys.readouterr().err


def test_a_misspelt_term_is_pointed_out(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "query", "SELECT * { ?c cg:isuer ?o }")
    assert code == 0
    assert "cg:isuer is not a term of ours; did you mean cg:issuer?" in err


def bad(tmp_path: Path) -> dict[str, tuple[list[str], str]]:
    """Mistakes, by name: what was typed, and what the one line must say."""
    turtle = "@prefix a: <http://x/> .\na:b a:c a:d ;\n  a:e ] .\n"
    files = {
        "broken.ttl": turtle.encode(),
        "prefix.ttl": b"credential:x a cg:Credential .",
        "empty.ttl": b"",
        "junk.ttl": bytes(range(256)),
        "junk.rq": bytes(range(256)),
        "empty.rq": b"",
        "notes.docx": b"x",
        "context.jsonld": b'{"@context": "http://127.0.0.1:9/c", "@id": "urn:x"}',
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    at = {name: str(tmp_path / name) for name in files}
    return {
        "broken Turtle": (["validate", at["broken.ttl"]], "broken.ttl, line 3: "),
        "undeclared prefix": (
            ["validate", at["prefix.ttl"]],
            "add: @prefix credential: <https://w3id.org/credgraph/id/credential/> .",
        ),
        "empty file": (["validate", at["empty.ttl"]], "there is no statement in this file"),
        "binary": (["validate", at["junk.ttl"]], "this is not UTF-8 text"),
        "other ending": (
            ["validate", at["notes.docx"]],
            "'.docx' is not the extension of an RDF file; use .ttl",
        ),
        "remote context": (["validate", at["context.jsonld"]], "context.jsonld"),
        "missing file": (["validate", "no/such.ttl"], "no/such.ttl: there is no such file"),
        "address": (
            ["validate", "https://example.org/x.ttl"],
            "x.ttl: this is an address; download",
        ),
        "folder": (["validate", str(tmp_path)], "this is a folder"),
        "missing query": (["query", "no-such.rq"], "no-such.rq: there is no such file"),
        "binary query": (["query", at["junk.rq"]], "this is not UTF-8 text"),
        "empty query": (["query", at["empty.rq"]], "a query starts with SELECT"),
        "query folder": (["query", str(tmp_path)], "this is a folder"),
        "unknown prefix": (["query", "ASK { ?s no:p ?o }"], "line 1, column 10: the prefix no:"),
        "bad syntax": (["query", "SELECT * { ?s ?p }"], "line 1, column 1"),
        "update": (["query", "DELETE WHERE { ?s ?p ?o }"], "DELETE is not allowed"),
        "service": (["query", "ASK { SERVICE <urn:x> { } }"], "SERVICE is not allowed"),
        "question": (["ask", "funder_of_credential"], "did you mean funders_of_credential"),
        "question far off": (["ask", "zzz"], "no question is called 'zzz'; credgraph ask lists"),
        "parameter": ([*ASK, "--state", "SC"], "unrecognized arguments: --state SC"),
        "no parameter": (ASK[:2], "funders_of_credential needs --credential\n"),
        "class": (
            [*ASK[:3], "mssc"],
            "mssc is an issuer; --credential expects a credential, such as mssc-cpt",
        ),
        "record": ([*ASK[:3], "mssc-ctp"], "did you mean mssc-cpt"),
        "injection": ([*ASK[:3], "x> . ?s ?p ?o } #"], "holds no credential called"),
        "describe": (["describe", "nothing-like-it-at-all"], "holds no record called"),
        "endpoint": ([*ASK, "--store", "http://127.0.0.1:9/q"], "cannot be reached"),
        "store": ([*ASK, "--store", at["empty.ttl"]], "is a file; a store is a folder"),
        "format": ([*ASK, "--format", "xml"], "invalid choice: 'xml'"),
        "command": (["asq"], "invalid choice: 'asq'"),
        "engine": (["validate", "--engine", "java"], "invalid choice: 'java'"),
        "timeout": (["query", "--timeout", "-1", "ASK {}"], "not a number of seconds"),
        "option": (["info", "--colour"], "unrecognized arguments: --colour"),
        "option without command": (["--nosuch"], "unrecognized arguments: --nosuch"),
        "no such store": ([*ASK, "--store", "no/such/store"], "there is no store here; make one"),
        "other address": ([*ASK, "--store", "ftp://x/y"], "neither a folder nor an http or https"),
        "empty store": ([*ASK, "--store", ""], "neither a folder nor an http or https"),
        "no file name": (["validate", ""], "this is not a file name"),
        "bytes": (["describe", "\udcff"], "this argument is not UTF-8 text"),
        "number": (
            ["ask", "stacks_reaching_pay", "--pay", "65.000,00"],
            "'65.000,00' is not what --pay expects: a number, such as 65000",
        ),
        "concept of another list": (
            ["ask", "advice_for_audience", "--audience", "hiring"],
            "hiring is a concept; --audience expects an audience, such as career-changer",
        ),
        "aggregate": (["query", "SELECT ?a (COUNT(?b) AS ?c) { ?a ?b ?d }"], "add GROUP BY ?a"),
        "control characters": (["ask", "a\x1b[31m\nb"], "no question is called"),
    }


def test_every_mistake_takes_one_line_and_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mistakes = bad(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for name, (arguments, complaint) in mistakes.items():
        code, out, err = run(capsys, *arguments)
        assert complaint in err, f"{name}: {err}"
        assert (code, out) == (2, ""), name
        assert err.startswith("credgraph: "), name
        assert err.count("\n") == 1, name
        assert "\x1b" not in err, name
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_unreadable_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "secret.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user reads every file")
    assert "Permission denied" in run(capsys, "validate", str(path))[2]


def test_a_violation_makes_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(
        "@prefix cg: <https://w3id.org/credgraph/ns#> .\n"
        "@prefix cost: <https://w3id.org/credgraph/id/cost/> .\n"
        "cost:dear a cg:Cost ; cg:costOff <https://w3id.org/credgraph/id/credential/nowhere> .\n"
    )
    code, out, err = run(capsys, "validate", str(path))
    assert code == 1
    assert "costOff" in out
    assert "nowhere" in out
    assert "Violation" in err


def test_the_shipped_files_are_sound_as_additions(graph: credgraph.CredentialGraph) -> None:
    paths = turtle_files("data")
    assert len(paths) > 35
    for given in (paths, paths[:1]):
        assert not [f for f in graph.validate(*given) if f.severity == "Violation"]


def test_the_shipped_data_has_no_violation(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "validate")
    assert (code, "Violation" in out) == (0, False)


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "credgraph", *arguments]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=env, capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]


def test_binary_standard_input_is_named() -> None:
    command = [sys.executable, "-m", "credgraph", "query", "-"]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=env, capture_output=True, input=bytes(range(256)))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"credgraph: standard input, line 2: this is not UTF-8 text\n"


def test_a_console_without_unicode_still_prints() -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "credgraph", "query", "SELECT ('\u00e9' AS ?x) { }"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "x\n-\n?\n")


def test_a_runaway_query_ends_at_the_deadline() -> None:
    start = time.monotonic()
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    done = process("query", "--timeout", "1", text, timeout=60)
    assert time.monotonic() - start < 30
    assert (done.returncode, done.stdout) == (2, "")
    assert "no answer within 1 seconds" in done.stderr


def test_a_reader_that_stops_reading_is_no_error() -> None:
    code = f"{sys.executable} -m credgraph ask classes_counted | head -n 1"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(["bash", "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


def test_a_full_disk_is_one_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "credgraph", "ask"]
        env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == "credgraph: the answer cannot be written (No space left on device)\n"


def test_importing_the_package_stays_light() -> None:
    heavy = "('rdflib', 'pyshacl', 'pandas', 'streamlit', 'SPARQLWrapper', 'yaml', 'rich')"
    code = f"import credgraph, sys; print([m for m in {heavy} if m in sys.modules])"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_question_loads_only_what_answers_it() -> None:
    told = "print(*sys.modules, file=sys.stderr)"
    code = f"import sys; from credgraph.cli import main; main({ASK}, bounded=True); {told}"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(2):  # the first may have to make the snapshot
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert "WIOA" in done.stdout
    loaded = {*done.stderr.split()}
    assert {"credgraph.cli.ask", "credgraph.snapshot", "pyoxigraph"} <= loaded
    others = {f"credgraph.cli.{name}" for name in ("completion", "export", "plan", "query")}
    rooms = {f"credgraph.{name}" for name in ("export", "planning", "sandbox", "validation")}
    heavy = {"dataclasses", "datetime", "decimal", "inspect", "json", "pathlib", "rdflib", "rich"}
    slow = {"shlex", "shutil", "subprocess", "tempfile", "threading", "yaml"}
    assert not loaded & (others | rooms | heavy | slow)
