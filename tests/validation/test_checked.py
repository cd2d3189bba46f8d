"""What a check looked at: a file that no shape applies to is refused with the reason."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from shape_cases import ENGINES

import credgraph
from credgraph import cli
from credgraph.errors import UnreadableFile
from credgraph.resources import turtle_files
from credgraph.validation import Checked, summary
from credgraph.validation.own_shapes import read_shapes
from credgraph.validation.targets import targets_of

COST = """@prefix cg: <NAMESPACE> .
<https://w3id.org/credgraph/id/cost/dear> a cg:Cost ;
    cg:costOf <https://w3id.org/credgraph/id/credential/mssc-cpt> .
"""
OURS = "https://w3id.org/credgraph/ns#"
IDS = "https://w3id.org/credgraph/id/"


@pytest.fixture
def write(tmp_path: Path) -> SimpleNamespace:
    """A folder's files: `write.file(name, content)` returns the path."""

    def file(name: str, content: object) -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return path

    return SimpleNamespace(file=file)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = cli.main([*map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_check_says_how_many_records_of_which_classes_it_looked_at(
    write: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    two = COST.replace("NAMESPACE", OURS) + "<urn:a> a cg:Module . <urn:b> a cg:Module , <urn:C> ."
    code, _, err = run(capsys, "validate", write.file("two.ttl", two))
    assert code == 1
    assert err.startswith("Checked 3 records: 2 Modules, 1 Cost; ")


def test_the_whole_graph_says_it_too(graph: credgraph.CredentialGraph) -> None:
    found = graph.validate()
    assert found.checked.records > 1000
    assert found.checked.classes["Credential"] > 10
    assert summary(found).startswith(f"Checked {found.checked.records:,} records: ")


@pytest.mark.parametrize(
    "namespace",
    [
        "http://w3id.org/credgraph/ns#",
        "https://w3id.org/credgraph/ns/",
        "https://w3id.org/credgraph/ns",
        "https://w3id.org/credgraph/ns/#",
        "https://W3ID.org/CredGraph/NS#",
        "https://www.w3id.org/credgraph/ns#",
        "https://w3id.org/credgraph/ontology#",
        "https://w3id.org/credgraph/",
    ],
)
def test_a_namespace_spelt_otherwise_is_named(
    namespace: str, write: SimpleNamespace, graph: credgraph.CredentialGraph
) -> None:
    path = write.file("cost.ttl", COST.replace("NAMESPACE", namespace))
    with pytest.raises(UnreadableFile) as error:
        graph.validate(path)
    assert f"spelt otherwise: cg: is <{OURS}>" in str(error.value)


MISSPELT = {
    "a class": ("<urn:a> a cg:Module , cg:Credental .", "cg:Credential"),
    "a property": ("<urn:a> a cg:Module ; cg:sourceSecton 1 .", "cg:sourceSection"),
    "a link": ("<urn:a> a cg:Module ; cg:about credential:mssc-ctp .", "credential:mssc-cpt"),
    "nothing near": ("<urn:a> a cg:Module ; cg:about credential:qqqqqq .", ""),
}


@pytest.mark.parametrize("kind", MISSPELT)
def test_a_misspelt_name_of_ours_comes_with_the_nearest_that_exists(
    kind: str, write: SimpleNamespace, graph: credgraph.CredentialGraph
) -> None:
    content, meant = MISSPELT[kind]
    prefixes = f"@prefix cg: <{OURS}> . @prefix credential: <{IDS}credential/> .\n"
    found = graph.validate(write.file("own.ttl", prefixes + content))
    said = [each.message for each in found if "TermsShape" in each.shape]
    assert len(said) == 1
    assert said[0].partition(" Did you mean ")[2] == (meant and f"{meant}?")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<urn:a> a <https://purl.org/ctdl/terms/Certification> .", "CTDL; try --shapes ctdl"),
        ("<urn:a> a <https://schema.org/Course> .", "schema.org; try --shapes schema-org"),
        (
            "<urn:a> a <http://data.europa.eu/snb/model/elm/Qualification> .",
            "the European Learning Model; try --shapes elm",
        ),
        (
            "<urn:a> a <https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement> .",
            "Open Badges; try --shapes open-badges",
        ),
        ("<urn:a> a <urn:Course> , <urn:Thing> .", "its classes are urn:Course, urn:Thing"),
        ("<urn:a> a <http://www.w3.org/ns/shacl#NodeShape> .", "these are shapes; name them"),
        ("<urn:a> <urn:b> <urn:c> .", "none of its records has a class"),
        ("# nothing", "there is no statement in this file"),
    ],
)
def test_nothing_checked_is_exit_code_two_with_the_reason(
    content: str, reason: str, write: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "validate", write.file("a.ttl", content))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert reason in err
    assert "conforms" not in err


def test_each_file_of_several_must_be_one_that_shapes_apply_to(
    write: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write.file("good.ttl", COST.replace("NAMESPACE", OURS))
    bad = write.file("bad.ttl", "<urn:a> a <urn:Thing> .")
    code, _, err = run(capsys, "validate", good, bad)
    assert code == 2
    assert "bad.ttl: it holds nothing" in err


def test_our_own_records_are_no_records_of_a_registry(
    write: SimpleNamespace, graph: credgraph.CredentialGraph
) -> None:
    path = write.file("cost.ttl", COST.replace("NAMESPACE", OURS))
    with pytest.raises(UnreadableFile, match="CredGraph's own vocabulary; leave out --shapes"):
        graph.validate(path, shapes="open-badges")


def test_a_namespace_spelt_otherwise_beside_good_ones_is_a_note(
    write: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    text = COST.replace("NAMESPACE", OURS).replace(
        "cg:costOf", "<http://schema.org/minPrice> 3.00 ; cg:costOf"
    )
    code, _, err = run(capsys, "validate", write.file("cost.ttl", text))
    assert code == 1
    assert "the namespace <http://schema.org/> is spelt otherwise: schema: is" in err


CONTEXT = {"cg": OURS}


def test_a_relative_id_is_checked_and_told(
    write: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {"@id": "my-cost", "@type": "cg:Cost"}
    good = {"@id": "https://w3id.org/credgraph/id/cost/dear", "@type": "cg:Cost"}
    both = {"@context": CONTEXT, "@graph": [record, good]}
    code, out, err = run(capsys, "validate", write.file("both.jsonld", both))
    assert code == 1
    assert "my-cost" in out
    assert "Checked 2 records: 2 Costs" in err
    assert "@id my-cost is relative" in err


def test_a_relative_type_is_told(write: SimpleNamespace, graph: credgraph.CredentialGraph) -> None:
    typed = {"@context": CONTEXT, "@id": "urn:x", "@type": "Cost"}
    with pytest.raises(UnreadableFile, match=r"@type Cost is relative: .*set @vocab in @context"):
        graph.validate(write.file("typed.jsonld", typed))


def test_keys_that_no_context_defines_are_named(
    write: SimpleNamespace, graph: credgraph.CredentialGraph
) -> None:
    loose = {"@context": CONTEXT, "name": "CPT", "type": "cg:Cost"}
    with pytest.raises(UnreadableFile, match=r"its @context defines none of name, type"):
        graph.validate(write.file("loose.jsonld", loose))


def test_an_empty_store_does_not_conform(tmp_path: Path) -> None:
    import pyoxigraph as ox

    from credgraph.store import EmbeddedStore

    empty = credgraph.CredentialGraph(EmbeddedStore(ox.Store(), "an empty store"))
    with pytest.raises(credgraph.CredGraphError, match="an empty store: it holds nothing that"):
        empty.validate()


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        (COST.replace("NAMESPACE", OURS), "ttl"),
        ('{"@id": "urn:a", "@type": "https://w3id.org/credgraph/ns#Cost"}', "jsonld"),
        (f"<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{OURS}Cost> <urn:g> .", "nq"),
    ],
)
def test_standard_input_is_checked(
    text: str,
    syntax: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = ["--input-format", syntax]
    for given in (options, [] if syntax != "nq" else options):
        stdin = SimpleNamespace(buffer=io.BytesIO(text.encode()))
        monkeypatch.setattr(sys, "stdin", stdin)
        code, _, err = run(capsys, "validate", "-", *given)
        assert code == 1
        assert err.startswith("Checked 1 record: 1 Cost; ")


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .
<urn:CourseShape> a sh:NodeShape ; sh:targetClass schema:Course ;
    sh:property [ sh:path schema:name ; sh:minCount 1 ; sh:message "Name the course." ] .
"""
COURSE = "<urn:a> a <https://schema.org/Course> ."


@pytest.mark.parametrize("engine", ENGINES)
def test_a_person_s_own_shapes_are_checked(
    engine: str, write: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes, course = write.file("mine.ttl", SHAPES), write.file("course.ttl", COURSE)
    options = ("--engine", engine, "--shapes", shapes)
    code, out, err = run(capsys, "validate", *options, course)
    assert (code, err) == (1, "Checked 1 record: 1 Course; 1 Violation\n")
    assert "Name the course." in out
    named = write.file("named.ttl", COURSE + '<urn:a> <https://schema.org/name> "CNC" .')
    assert run(capsys, "validate", *options, named)[0] == 0


def test_own_shapes_may_be_in_any_syntax_and_about_the_graph(
    write: SimpleNamespace, graph: credgraph.CredentialGraph
) -> None:
    shape = {
        "@context": {"sh": "http://www.w3.org/ns/shacl#"},
        "@id": "urn:Shape",
        "@type": "sh:NodeShape",
        "sh:targetClass": {"@id": f"{OURS}Credential"},
        "sh:property": {"sh:path": {"@id": "urn:nowhere"}, "sh:minCount": 1, "sh:message": "No."},
    }
    found = graph.validate(shapes=write.file("mine.jsonld", shape))
    assert found.checked == Checked({"Credential": len(found)}, {})
    assert len(found) > 10
    other = write.file("other.ttl", SHAPES)
    with pytest.raises(UnreadableFile, match=r"other.ttl: no shape in it applies to anything in"):
        graph.validate(shapes=other)


def test_shapes_that_are_no_fault_s_own_are_read() -> None:
    paths = turtle_files("shapes", "shapes/registries")
    assert len(paths) > 30
    for path in paths:
        assert targets_of(read_shapes(path)), path


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("sh:minCount", "sh:minCnt", "SHACL has no term sh:minCnt; did you mean sh:minCount?"),
        ("sh:path schema:name ;", "", "a property of <urn:CourseShape> has no sh:path"),
        ("sh:path schema:name", 'sh:path "name"', "is the text"),
        ("sh:minCount 1", "sh:minCount 1.5", "sh:minCount takes a whole number"),
        ("sh:minCount 1", 'sh:pattern "("', "its SHACL cannot be used: "),
        ("sh:targetClass schema:Course ;", "", "no shape in it has a target"),
        (
            "sh:property [",
            'sh:sparql [ sh:select "SELECT $this { $this a }" ; sh:message "m" ] ; sh:property [',
            "the query in sh:select: line 1, column 22: this triple ends with a: a value is",
        ),
        (
            "sh:targetClass schema:Course",
            'sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this {" ]',
            "the query in sh:select: line 1, column 14: the { here is not closed",
        ),
        (SHAPES, COURSE, "it holds no SHACL shape"),
        (SHAPES, "", "there is no statement in this file"),
    ],
)
def test_broken_shapes_get_a_sentence_that_names_the_fault(
    engine: str,
    old: str,
    new: str,
    fault: str,
    write: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shapes, course = write.file("mine.ttl", SHAPES.replace(old, new)), write.file("c.ttl", COURSE)
    code, out, err = run(capsys, "validate", "--engine", engine, "--shapes", shapes, course)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "mine.ttl: " in err
    assert fault in err
