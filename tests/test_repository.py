"""Promises that hold across files: names, definitions, versions, docs."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT, SHARED

import credgraph
from credgraph.cli.command import parser
from credgraph.rdf.namespaces import GRAPHS, prefixes, term
from credgraph.resources import root, turtle_files

OURS = "https://w3id.org/credgraph/ns#"
TURTLE = [*turtle_files("ontology", "data", "shapes", "shapes/registries")]


def triples(*paths: Path) -> set[Any]:
    return {q.triple for p in paths for q in ox.parse(path=str(p), format=ox.RdfFormat.TURTLE)}


ONTOLOGY = triples(*turtle_files("ontology"))
TERMS = sorted(
    {t.subject.value for t in ONTOLOGY if t.predicate == term("rdfs:isDefinedBy")}
    & {t.subject.value for t in ONTOLOGY if str(t.subject.value).startswith(OURS)}
)


def values(subject: str, predicate: str) -> list[str]:
    node, wanted = ox.NamedNode(subject), term(predicate)
    return [t.object.value for t in ONTOLOGY if t.subject == node and t.predicate == wanted]


def test_the_lists_below_are_not_empty() -> None:
    assert len(TURTLE) > 40
    assert len(TERMS) > 150


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_prefixes_agree_with_the_one_list_and_are_used(path: Path) -> None:
    text = path.read_text("utf-8")
    declared = dict(re.findall(r"^@prefix ([\w-]*): <([^>]*)> \.", text, re.MULTILINE))
    body = re.sub(r"^@prefix .*$|<[^>]*>|\"(?:[^\"\\]|\\.)*\"", " ", text, flags=re.MULTILINE)
    for prefix, namespace in declared.items():
        assert prefixes()[prefix] == namespace
        assert re.search(rf"(?<![\w-]){prefix}:", body), f"{prefix}: is declared and not used"


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_opens_with_the_same_header(path: Path) -> None:
    kind = "dcat:Dataset" if path.parent.name == "data" else "owl:Ontology"
    found = [t for t in triples(path) if t.predicate == term("rdf:type") and t.object == term(kind)]
    assert len(found) == 1, f"one {kind} describes the file"
    header = {t.predicate.value for t in triples(path) if t.subject == found[0].subject}
    wanted = ["title", "description", "license", "created", "modified", "creator"]
    assert {term(f"dcterms:{name}").value for name in wanted} <= header
    assert term("owl:versionInfo").value in header
    if kind == "dcat:Dataset":
        assert found[0].subject.value == GRAPHS + path.stem
        assert term("prov:hadPrimarySource").value in header
        assert {term("cg:asOf").value, term("cg:retrieved").value} & header


@pytest.mark.parametrize("path", turtle_files("ontology", "data"), ids=lambda path: path.name)
def test_there_are_no_blank_nodes(path: Path) -> None:
    assert not [t for t in triples(path) if isinstance(t.subject, ox.BlankNode)]


@pytest.mark.parametrize("iri", TERMS, ids=lambda iri: iri.removeprefix(OURS))
def test_every_term_is_documented(iri: str) -> None:
    assert len(values(iri, "rdfs:label")) == 1
    [definition] = values(iri, "skos:definition")
    assert definition.endswith(".")
    assert values(iri, "rdfs:isDefinedBy") == ["https://w3id.org/credgraph"]


def test_every_term_is_aligned_or_says_that_nothing_matches() -> None:
    aligned = {t.subject.value for t in triples(root() / "ontology" / "alignments.ttl")}
    assert sorted(set(TERMS) - aligned) == []


def test_aligned_terms_exist_in_the_registries() -> None:
    if not SHARED.is_dir():
        pytest.skip("the registries' vocabularies are not beside this checkout")
    vocabulary = SHARED / "registries"
    files = ["ctdl/ctdl-schema.ttl", "ctdl/ctdlasn-schema.ttl", "elm/ELM.ttl"]
    known = {t.subject.value for t in triples(*(vocabulary / name for name in files))}
    schema = (vocabulary / "schemaorg" / "schemaorgcontext-30.0.jsonld").read_text("utf-8")
    known |= {f"https://schema.org/{name}" for name in re.findall(r'"schema:(\w+)"', schema)}
    theirs = ("https://purl.org/ctdl", "https://schema.org/", "http://data.europa.eu/snb/model")
    everywhere = triples(*turtle_files("ontology", "data"))
    nodes = {n.value for t in everywhere for n in t if isinstance(n, ox.NamedNode)}
    used = {iri for iri in nodes if iri.startswith(theirs)}
    assert len(used) > 50
    assert sorted(used - known) == []


def test_our_terms_in_data_are_declared() -> None:
    data = triples(*turtle_files("data"))
    nodes = {n.value for t in data for n in t if isinstance(n, ox.NamedNode)}
    used = {iri for iri in nodes if iri.startswith(OURS)}
    assert sorted(used - set(TERMS)) == []


def test_our_terms_in_queries_are_declared() -> None:
    for path in sorted((root() / "queries").rglob("*.rq")):
        used = {OURS + name for name in re.findall(r"\bcg:(\w+)", path.read_text("utf-8"))}
        assert sorted(used - set(TERMS)) == [], path.name


def test_labels_are_unique_within_a_class(graph: credgraph.CredentialGraph) -> None:
    table = graph.query(
        "SELECT ?class ?label (COUNT(DISTINCT ?record) AS ?n) "
        "{ ?record a ?class ; rdfs:label ?label . ?class cg:kind ?kind } "
        "GROUP BY ?class ?label HAVING (COUNT(DISTINCT ?record) > 1) ORDER BY ?class ?label"
    )
    assert isinstance(table, credgraph.Table)
    assert list(table) == []


def test_a_file_has_the_date_of_its_source(graph: credgraph.CredentialGraph) -> None:
    table = graph.query(
        "SELECT ?file ?date ?own { ?file prov:hadPrimarySource ?source ; cg:asOf ?own . "
        "?source cg:asOf ?date FILTER(?date != ?own) } ORDER BY ?file"
    )
    assert isinstance(table, credgraph.Table)
    assert list(table) == []


def test_a_record_of_the_guide_names_its_section(graph: credgraph.CredentialGraph) -> None:
    table = graph.query(
        "SELECT ?record { ?file prov:hadPrimarySource source:mssc-cpt-guide . "
        "GRAPH ?file { ?record a ?class ; rdfs:label ?label } FILTER(?record != ?file) "
        "MINUS { ?record cg:sourceSection ?section } MINUS { ?record prov:wasDerivedFrom ?other } "
        "MINUS { ?record a cg:CompetencyFramework } } ORDER BY ?record"
    )
    assert isinstance(table, credgraph.Table)
    assert list(table) == []


def test_there_is_one_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert credgraph.__version__ == version
    assert values("https://w3id.org/credgraph", "owl:versionInfo") == [version]
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## (.+) \((\d{4}-\d\d-\d\d)\)$", log, re.MULTILINE)
    assert released[0][0] == version, "the newest version of the change log"
    assert [date for _, date in released] == sorted((d for _, d in released), reverse=True)
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {version}\ndate-released: {released[0][1]}\n" in citation
    for path in TURTLE:
        assert f'owl:versionInfo "{version}"' in path.read_text("utf-8"), path


def test_the_readme_names_every_command() -> None:
    [commands] = [a.choices for a in parser()._actions if isinstance(a.choices, dict)]
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(commands) >= 5
    for command in commands:
        assert f"credgraph {command}" in text


def test_the_readme_names_every_room_of_the_library() -> None:
    rooms = [path.parent.name for path in (ROOT / "src" / "credgraph").glob("*/__init__.py")]
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(rooms) >= 10
    assert [room for room in rooms if f"`{room}/`" not in text] == []


def test_the_answer_in_the_readme_is_the_answer(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    from credgraph.cli import main

    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    shown = re.findall(r"```console\n\$ (credgraph [^\n]*)\n(.*?)```", text, re.DOTALL)
    assert shown
    for command, answer in shown:
        assert main(command.split()[1:]) == 0
        printed = capsys.readouterr().out
        if request.config.getoption("--approve"):
            readme.write_text(text.replace(answer, printed), "utf-8")
        else:
            assert answer == printed, command


def test_the_readme_gives_the_two_commands_that_work() -> None:
    text, make = (ROOT / "README.md").read_text("utf-8"), (ROOT / "Makefile").read_text()
    for target in ("ask", "test", "verify", "bench"):
        assert re.search(rf"^{target}:", make, re.MULTILINE)
    assert "make ask" in text
    assert "make test" in text


def test_nothing_names_this_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is not a git checkout")
    names = listed.stdout.splitlines()
    assert len(names) > 50
    for name in names:
        assert f"{ROOT.parent}/" not in (ROOT / name).read_text("utf-8", "replace"), name


def test_modules_and_functions_stay_small() -> None:
    import ast

    modules = sorted((ROOT / "src").rglob("*.py"))
    assert len(modules) > 15
    for path in modules:
        source = path.read_text("utf-8")
        assert source.count("\n") <= 310, path
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 50, f"{path}: {node.name}"
