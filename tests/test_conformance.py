"""The runner of the conformance suites, with small manifests of our own."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from conformance import run as command
from conformance import suites
from conformance.answers import hold
from conformance.batches import verdicts
from conformance.isomorphism import same_in_order, same_rows
from conformance.known import KnownFailure, news, read_known
from conformance.manifests import Case
from conformance.page import PAGE, page
from conformance.results import Result, Verdict
from conformance.run import main, run
from conformance.subjects import Difference
from conformance.suites import SUITES, Suite, UnsafeArchive, find, given_folder

SHACL, _, SPARQL, _, SIB, PROTOCOL, DESCRIPTION = SUITES
SPARQL_TESTS = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
@prefix : <#> .
<> a mf:Manifest ; mf:entries ( :right :wrong :broken :update :bad-syntax :good-syntax ) .
:right a mf:QueryEvaluationTest ;
    mf:action [ qt:query <all.rq> ; qt:data <data.ttl> ] ; mf:result <right.srj> .
:wrong a mf:QueryEvaluationTest ;
    mf:action [ qt:query <all.rq> ; qt:data <data.ttl> ] ; mf:result <wrong.srj> .
:broken a mf:QueryEvaluationTest ;
    mf:action [ qt:query <broken.rq> ; qt:data <data.ttl> ] ; mf:result <right.srj> .
:update a mf:UpdateEvaluationTest ; mf:action [] ; mf:result [] .
:bad-syntax a mf:NegativeSyntaxTest11 ; mf:action <broken.rq> .
:good-syntax a mf:PositiveSyntaxTest11 ; mf:action <all.rq> ."""
SHACL_TEST = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sht: <http://www.w3.org/ns/shacl-test#> .
<> a mf:Manifest ; mf:entries ( <right> <wrong> <broken> ) .
<right> a sht:Validate ; mf:result [ a sh:ValidationReport ; sh:conforms false ; sh:result [
    sh:focusNode <urn:a> ; sh:resultPath [ sh:inversePath <urn:p> ] ; sh:sourceShape _:shape ;
    sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
    sh:resultSeverity sh:Violation ] ] ; mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] .
<wrong> a sht:Validate ; mf:result [ a sh:ValidationReport ; sh:conforms true ] ;
    mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] .
<broken> a sht:Validate ; mf:result [ a sh:ValidationReport ; sh:conforms true ] ;
    mf:action [ sht:dataGraph <lacking.ttl> ; sht:shapesGraph <> ] .
<urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:property _:shape .
_:shape sh:path [ sh:inversePath <urn:p> ] ; sh:minCount 1 ."""


def written(folder: Path, suite: Suite, files: dict[str, str]) -> Path:
    """Write the files of a suite, its manifest's beside it; return the folder."""
    manifest = folder / suite.manifest
    manifest.parent.mkdir(parents=True)
    for name, text in files.items():
        manifest.with_name(name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def sparql(tmp_path: Path) -> Path:
    def answer(value: str) -> str:
        binding = f'{{"x": {{"type": "literal", "value": "{value}"}}}}'
        return f'{{"head": {{"vars": ["x"]}}, "results": {{"bindings": [{binding}]}}}}'

    files = {
        "manifest-all.ttl": SPARQL_TESTS,
        "data.ttl": '<urn:a> <urn:p> "1" .',
        "all.rq": "SELECT ?x { ?s ?p ?x }",
        "broken.rq": "SELECT ?x { ?s ?p ",
        "right.srj": answer("1"),
        "wrong.srj": answer("2"),
    }
    return written(tmp_path, SPARQL, files)


def outcomes(folder: Path, suite: Suite) -> dict[str, dict[str, str]]:
    """Run a suite; return the outcomes by subject and test."""
    found: dict[str, dict[str, str]] = {}
    for result in run(find(folder, [suite])):
        by_case = found.setdefault(result.subject, {})
        by_case[result.case.name] = result.verdict.outcome
    return found


def test_a_sparql_test_passes_fails_or_has_no_answer(sparql: Path) -> None:
    found = outcomes(sparql, SPARQL)
    assert {subject.name for subject in SPARQL.subjects if subject.is_installed} == set(found)
    for by_case in found.values():
        assert by_case == {
            "right": "passed",
            "wrong": "failed",
            "broken": "error",
            "update": "untested",
            "bad-syntax": "passed",
            "good-syntax": "passed",
        }


def test_a_shacl_test_passes_fails_or_has_no_answer(tmp_path: Path) -> None:
    found = outcomes(written(tmp_path, SHACL, {"manifest.ttl": SHACL_TEST}), SHACL)
    assert {subject.name for subject in SHACL.subjects if subject.is_installed} == set(found)
    for by_case in found.values():
        assert by_case == {"right": "passed", "wrong": "failed", "broken": "error"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("sh:focusNode <urn:a>", "sh:focusNode <urn:b>"),
        ("[ sh:inversePath <urn:p> ] ; sh:sourceShape", "<urn:p> ; sh:sourceShape"),
        ("sh:MinCountConstraintComponent", "sh:MaxCountConstraintComponent"),
        ("sh:resultSeverity sh:Violation", "sh:resultSeverity sh:Warning"),
        ("sh:sourceShape _:shape", "sh:sourceShape <urn:s>"),
        ("sh:resultSeverity", "sh:value 1 ; sh:resultSeverity"),
        ("sh:conforms false", "sh:conforms true"),
    ],
)
def test_every_part_of_a_report_counts(right: str, wrong: str, tmp_path: Path) -> None:
    assert SHACL_TEST.count(right) == 1
    changed = SHACL_TEST.replace(right, wrong)
    [manifest] = find(written(tmp_path, SHACL, {"manifest.ttl": changed}), [SHACL]).values()
    case = next(SHACL.read(manifest))
    assert case.name == "right"
    for subject in SHACL.subjects:
        if subject.is_installed and subject.name.endswith("alone"):
            with pytest.raises(Difference):
                subject.check(case)


def test_an_example_is_read_with_the_prefixes_of_its_folder(tmp_path: Path) -> None:
    head = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix spex: <https://purl.expasy.org/sparql-examples/ontology#> .\n"""
    own = f"{head}[] sh:prefix 'own' ; sh:namespace 'urn:own:' . <urn:o> sh:prefix 'no-namespace' ."
    shared = f"{head}[] sh:prefix 'shared' ; sh:namespace 'urn:shared:' ."
    folder = written(tmp_path, SIB, {"prefixes.ttl": shared}) / "examples" / "Bgee"
    folder.mkdir()
    for name, text in {
        "prefixes": own,
        "right": f"{head}<urn:a> sh:select 'SELECT * {{ ?s own:p shared:o }}' .",
        "wrong": f"{head}<urn:a> sh:ask 'ASK {{ ?s another:p ?o }}' .",
        "federated": f"{head}<urn:a> sh:select 'SELECT *' ; spex:federatesWith <urn:b> .",
    }.items():
        (folder / f"{name}.ttl").write_text(text, "utf-8")
    found = outcomes(tmp_path, SIB)
    assert set(found) == {subject.name for subject in SIB.subjects if subject.is_installed}
    for by_case in found.values():
        assert by_case == {
            "Bgee/right": "passed",
            "Bgee/wrong": "failed",
            "Bgee/federated": "untested",
        }


def test_no_test_ends_the_run() -> None:
    names = ["differs", "raises", "panics", "ends", "exits", "hangs", "goes well"]
    cases = [Case(name, "", "", "") for name in names]
    made = verdicts("conformance.trial_subjects", "trial", cases, seconds=4)
    found = {case.name: verdict for case, verdict in made}
    assert [found[name].outcome for name in names] == ["failed", *["error"] * 5, "passed"]
    assert found["differs"].detail == "another answer"
    assert found["panics"].detail == "_Panic: no answer"
    assert "exit code -6" in found["ends"].detail
    assert found["hangs"].detail == "stopped after 4 seconds"


def result(name: str, outcome: Any) -> Result:
    return Result("S", Case(name, "Validate", "", ""), "engine", Verdict(outcome, "why"))


def test_a_new_failure_and_a_vanished_one_are_news() -> None:
    known = KnownFailure("Oxigraph", "S", ["engine", "lacking"], ["a", "b"], "why", "how")
    results = [result("a", "failed"), result("b", "passed"), result("c", "error")]
    assert news(results, [known]) == ["new: S | engine | c: error: why", "vanished: S | engine | b"]
    assert news([result("a", "failed"), result("b", "error")], [known]) == []


def test_a_known_failure_has_an_owner_and_is_listed_once(tmp_path: Path) -> None:
    entry = "{whose: %s, suite: S, subjects: [e], cases: [a], why: w, found: f}"
    file = tmp_path / "known.yaml"
    for text, problem in (
        (f"- {entry % 'nobody'}", "is not one of"),
        (f"- {entry % 'Oxigraph'}\n- {entry % 'pySHACL'}", "lists twice"),
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(ValueError, match=problem):
            read_known(file)


def test_the_page_names_every_suite_and_every_known_failure() -> None:
    text, known = PAGE.read_text("utf-8"), read_known()
    assert [suite.name for suite in SUITES if f"| {suite.name}" not in text] == []
    assert [suite.address for suite in SUITES if suite.address not in text] == []
    assert len(known) > 10
    for entry in known:
        assert {entry.suite} <= {suite.name for suite in SUITES}
        assert [case for case in entry.cases if f"`{case}`" not in text] == []
        assert " ".join(entry.why.split()) in text


def test_the_page_counts_what_passed_by_suite_and_subject() -> None:
    cases = [Case(name, "Validate", "", "") for name in "abc"]
    given = (Verdict("passed"), Verdict("failed"), Verdict("error"))
    made = [
        Result("SHACL Core", case, "pySHACL alone", verdict)
        for case, verdict in zip(cases, given, strict=True)
    ]
    left_out = Result("SHACL Core", Case("d", "", "", ""), "x", Verdict("untested", "no reason"))
    text = page([*made, left_out], [], 30)
    assert "| SHACL Core | 3 | 1 | not run | not run | not run |" in text
    assert "- SHACL Core: 1 tests; no reason" in text


def test_a_page_that_says_otherwise_fails_the_run(
    sparql: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    failures = [
        KnownFailure("the test", SPARQL.name, [subject.name], ["wrong", "broken"], "w", "f")
        for subject in SPARQL.subjects
    ]
    monkeypatch.setattr(command, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(command, "SUITES", (SPARQL,))
    monkeypatch.setattr(command, "read_known", lambda: failures)
    arguments = ["--folder", str(sparql)]
    assert main(arguments) == 1
    assert "page.md says otherwise" in capsys.readouterr().err
    assert main([*arguments, "--approve"]) == 0
    assert main(arguments) == 0
    monkeypatch.setattr(command, "read_known", lambda: failures[1:])
    assert main([*arguments, "--approve"]) == 1
    assert f"new: {SPARQL.name} | {SPARQL.subjects[0].name} | wrong" in capsys.readouterr().err


def test_what_a_machine_lacks_is_skipped_aloud(
    sparql: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "read_known", list)
    monkeypatch.setattr(command, "run", lambda *_: iter([]))
    assert main(["--folder", str(sparql)]) == 0
    said = capsys.readouterr().err
    assert f"skipped: {SHACL.name} is not here; it is at {SHACL.address}" in said
    assert "conformance.md was not compared" in said
    monkeypatch.setattr(command, "given_folder", lambda: None)
    assert main([]) == 0
    assert "skipped: no suites here" in capsys.readouterr().err
    assert main(["--folder", str(sparql / "nowhere")]) == 2
    assert given_folder({"CREDGRAPH_CONFORMANCE": "/somewhere"}) == Path("/somewhere")


def archive(path: Path, name: str, content: bytes) -> None:
    with tarfile.open(path, "w:gz") as packed:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        packed.addfile(member, io.BytesIO(content))


def test_an_archive_is_unpacked_and_cannot_write_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = tmp_path / "cache" / "unpacked"
    monkeypatch.setattr(suites, "_UNPACKED", unpacked)
    folder = tmp_path / "archives"
    folder.mkdir()
    archive(folder / "a.tar.gz", f"clone/{SPARQL.manifest}", b"")
    [manifest] = find(folder).values()
    assert manifest.is_relative_to(unpacked)
    for number, name in enumerate(("../../evil", "/evil"), 1):
        archive(folder / "b.tar.gz", name, b"x" * number)
        if name.startswith("/"):  # the filter makes it relative
            assert find(folder)
            assert not Path("/evil").exists()
            continue
        with pytest.raises(UnsafeArchive, match=r"b\.tar\.gz cannot be unpacked"):
            find(folder)
        assert not [*tmp_path.rglob("evil")]
    monkeypatch.setattr(suites, "_MAX_BYTES", 10)
    archive(folder / "c.tar.gz", "c", b"x" * 11)
    with pytest.raises(UnsafeArchive, match=r"c\.tar\.gz holds more than 10 bytes"):
        find(folder)


A, B = ox.BlankNode("a"), ox.BlankNode("b")
ONE, TWO = ox.Literal(1), ox.Literal(2)


def test_blank_nodes_are_compared_over_all_rows() -> None:
    assert same_rows([(A, B), (B, A)], [(B, A), (A, B)])
    assert not same_rows([(A, B), (A, B)], [(A, B), (B, A)])
    assert not same_rows([(A, ONE), (B, ONE)], [(A, ONE), (A, ONE)])
    assert same_rows([(ox.Triple(A, ox.NamedNode("urn:p"), ONE),)], [
        (ox.Triple(B, ox.NamedNode("urn:p"), ONE),)
    ])  # fmt: skip


def test_order_counts_where_the_query_orders() -> None:
    rows, turned = [(ONE,), (TWO,)], [(TWO,), (ONE,)]
    hold((["x"], rows), (["x"], turned), "SELECT ?x { ?s ?p ?x }")
    with pytest.raises(Difference):
        hold((["x"], rows), (["x"], turned), "SELECT ?x { ?s ?p ?x } ORDER BY ?x")
    with pytest.raises(Difference):
        hold((["x"], [(ONE,), (ONE,)]), (["x"], [(ONE,)]), "SELECT ?x { ?s ?p ?x }")
    assert same_in_order([(A, B)], [(B, A)])
    assert not same_in_order([(A, B)], [(A, A)])


PROTOCOL_TESTS = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix ht: <http://www.w3.org/2011/http#> . @prefix cnt: <http://www.w3.org/2011/content#> .
@prefix hts: <http://www.w3.org/2011/http-statusCodes#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix : <#> .
<> a mf:Manifest ; mf:entries ( :right :wrong_status :wrong_answer :wrong_format :update_all ) .
:update_all a mf:ProtocolTest .
"""


def protocol_test(name: str, status: str, truth: str, form: str) -> str:
    return f"""
:{name} a mf:ProtocolTest ; ut:graphData [ ut:graph <data.ttl> ; rdfs:label "urn:g" ] ;
    mf:action [ ht:requests ( [ ht:methodName "POST" ; ht:absolutePath "/sparql/" ;
        ht:headers ( [ ht:fieldName "content-type" ; ht:fieldValue "application/sparql-query" ] ) ;
        ht:body [ cnt:chars "ASK {{ GRAPH <urn:g> {{ <urn:a> ?p ?o }} }}" ] ;
        ht:resp [ mf:expectedStatus hts:StatusCode{status} ; mf:expectedBoolean {truth} ;
            mf:expectedFormat "{form}" ] ] ) ] ."""


def test_the_server_is_held_to_the_protocol(tmp_path: Path) -> None:
    tests = [
        protocol_test("right", "2xx", "true", "boolean"),
        protocol_test("wrong_status", "4xx", "true", "boolean"),
        protocol_test("wrong_answer", "2xx", "false", "boolean"),
        protocol_test("wrong_format", "2xx", "true", "RDF"),
    ]
    files = {
        "manifest.ttl": PROTOCOL_TESTS + "".join(tests),
        "data.ttl": '<urn:a> <urn:p> "x" .',
    }
    found = {
        each.case.name: each.verdict
        for each in run(find(written(tmp_path, PROTOCOL, files), (PROTOCOL,)))
    }
    assert {name: verdict.outcome for name, verdict in found.items()} == {
        "right": "passed",
        "wrong_status": "failed",
        "wrong_answer": "failed",
        "wrong_format": "failed",
        "update_all": "untested",
    }
    assert found["wrong_status"].detail == "status 200 for 4xx"


def test_the_server_is_held_to_the_vocabulary_of_its_description(tmp_path: Path) -> None:
    manifest = """@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
        <> a mf:Manifest ; mf:entries ( <#conforms-to-schema> <#has-endpoint-triple> ) .
        <#conforms-to-schema> a mf:ServiceDescriptionTest .
        <#has-endpoint-triple> a mf:ServiceDescriptionTest ."""
    files = {"manifest.ttl": manifest}
    found = [*run(find(written(tmp_path, DESCRIPTION, files), (DESCRIPTION,)))]
    assert [each.verdict.outcome for each in found] == ["passed", "passed"]
