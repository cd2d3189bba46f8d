"""The validator: one fault in good data gives exactly its findings, in a stable order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from places import ROOT
from shape_cases import ENGINES, FILES, SHAPES, context, data, parse
from thoroughness import part

from credgraph.errors import EngineMissing, ValidationFailed
from credgraph.rdf.files import read
from credgraph.rdf.namespaces import compact, expand, prefixes, term
from credgraph.resources import turtle_files
from credgraph.store.embedded import EmbeddedStore, in_memory
from credgraph.store.spellings import Spellings
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding, Severity
from credgraph.validation.validator import (
    check_store,
    shipped_shapes,
    triples_with_datasets,
    validate,
    violations_first,
)

Triples = frozenset[ox.Triple]


def _triples(turtle: str) -> Triples:
    """Read Turtle in which our prefixes need not be declared."""
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes().items())
    return frozenset(q.triple for q in ox.parse((head + turtle).encode(), ox.RdfFormat.TURTLE))


def _shipped() -> Triples:
    files = turtle_files("ontology", "data")
    return frozenset(triple for path in files for triple in triples_with_datasets(parse(path)))


GOOD = _shipped()
BEFORE = set(validate(GOOD))


def test_the_shipped_graph_has_no_violation() -> None:
    assert len(GOOD) > 10_000
    assert [finding for finding in BEFORE if finding.severity is Severity.VIOLATION] == []


def _about(subject: str, predicate: str) -> Triples:
    pair = term(subject), term(predicate)
    return frozenset(triple for triple in GOOD if (triple.subject, triple.predicate) == pair)


CPT, TOYOTA, BAND = "credential:mssc-cpt", "organization:toyota", "pay-band:cpt-alone"
WAGE = "wage:17-3024-us-2025"
BREAKS = {
    "a property is misspelt": (
        [],
        f"{CPT} cg:isuer organization:mssc .",
        [("Violation", "TermsShape-predicate", CPT)],
    ),
    "a class is misspelt": (
        [],
        f"{CPT} a cg:Credentail .",
        [("Violation", "TermsShape-value", CPT)],
    ),
    "a link leads nowhere": (
        [(CPT, "cg:issuer")],
        f"{CPT} cg:issuer organization:mscc .",
        [("Violation", "TermsShape-link", CPT)],
    ),
    "a credential has no issuer": (
        [(CPT, "cg:issuer")],
        "",
        [("Warning", "CredentialShape-issuerKnown", CPT)],
    ),
    "a module is required and optional": (
        [],
        f"{CPT} cg:requiredModule module:green-production .",
        [("Violation", "CredentialShape-requiredOrOptional", CPT)],
    ),
    "a credential is registered": (
        [],
        f"{CPT} cg:isRegistered true .",
        [("Violation", "CredentialShape-registered", CPT)],
    ),
    "a credential needs itself": (
        [],
        f"{CPT} cg:prerequisite credential:cpt-mt . credential:cpt-mt cg:prerequisite {CPT} .",
        [
            ("Violation", "CredentialShape-ownPrerequisite", CPT),
            ("Violation", "CredentialShape-ownPrerequisite", "credential:cpt-mt"),
        ],
    ),
    "pay has its ends swapped": (
        [(BAND, "cg:minPay")],
        f"{BAND} cg:minPay 90000.0 .",
        [("Violation", "PayBandShape-payOrder", BAND)],
    ),
    "pay has no currency": (
        [(BAND, "schema:currency")],
        "",
        [("Violation", "MoneyShape-currency", BAND)],
    ),
    "a percentile is out of order": (
        [(WAGE, "cg:p25")],
        f"{WAGE} cg:p25 999999.0 .",
        [("Violation", "WageObservationShape-p25Order", WAGE)],
    ),
    "a step is missing": (
        [("pathway-step:career-changer-2", "cg:order")],
        "",
        [
            ("Violation", "PathwayShape-stepOrder", "pathway:career-changer"),
            ("Violation", "PathwayStepShape-order", "pathway-step:career-changer-2"),
        ],
    ),
    "an accreditation has no standard": (
        [("accreditation:ansi-iso-17024-2011", "cg:underStandard")],
        "",
        [
            (
                "Violation",
                "AccreditationShape-underStandard",
                "accreditation:ansi-iso-17024-2011",
            )
        ],
    ),
    "an employer lost its direct triple": (
        [(TOYOTA, "cg:recognizes")],
        "",
        [("Violation", "RecognitionShape-direct", "recognition:toyota-mssc-cpt")],
    ),
    "a full price does not add up": (
        [("cost:cpt-full-course-bundle", "schema:maxPrice")],
        "cost:cpt-full-course-bundle schema:maxPrice 500.00 .",
        [("Warning", "CostShape-fullPrice", "cost:cpt-full-course-bundle")],
    ),
    "weeks": (
        [("policy:cpt-renewal", "cg:validFor")],
        'policy:cpt-renewal cg:validFor "P260W"^^xsd:duration .',
        [("Violation", "RenewalPolicyShape-validFor", "policy:cpt-renewal")],
    ),
    "a record lost its file": (
        [(BAND, "dcterms:isPartOf")],
        "",
        [("Violation", "FactShape-source", BAND)],
    ),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_one_fault_gives_exactly_its_findings(fault: str) -> None:
    taken, added, wanted = BREAKS[fault]
    lost: Triples = frozenset().union(*(_about(*pair) for pair in taken))
    assert len(lost) >= len(taken), "the shipped data has what the test takes away"
    after = set(validate((GOOD - lost) | _triples(added)))
    new = {
        (str(f.severity), f.shape.removeprefix(SHAPES), compact(f.focus)) for f in after - BEFORE
    }
    assert new == set(wanted)


def test_an_empty_graph_has_no_findings() -> None:
    assert validate([]) == []
    assert validate([], engine=Engine.PYSHACL) == []
    assert validate([], context=GOOD) == []


SAMPLE = """
cost:dear a cg:Cost ; rdfs:label "Dear"@en ; cg:costOf credential:nowhere ;
    schema:minPrice "$5" ; schema:maxPrice 9.00 ; cg:costProfile concept:course-bundle .
"""


def test_a_finding_is_written_for_people() -> None:
    link, price, *_ = sorted(
        (f for f in validate(_triples(SAMPLE), context=GOOD) if f.path and f.value),
        key=lambda finding: finding.path,
    )
    assert link == Finding(
        Severity.VIOLATION,
        f"{SHAPES}TermsShape-link",
        str(expand("cost:dear")),
        "cg:costOf",
        "credential:nowhere",
        link.message,
    )
    assert (price.path, price.value) == ("schema:minPrice", '"$5"')
    assert "such as 360.00" in price.message


def test_findings_about_the_context_alone_are_left_out() -> None:
    broken = _triples('pay-band:other a cg:PayBand ; rdfs:label "Other"@en .')
    assert {f.focus for f in validate(_triples(SAMPLE), context=GOOD | broken)} == {
        expand("cost:dear")
    }


def test_a_file_with_a_header_gives_its_records_a_source() -> None:
    record = (
        'standard:own a cg:Standard ; rdfs:label "Own"@en ; cg:standardBody organization:mssc .'
    )
    header = """graph:own a dcat:Dataset ; dcterms:title "Own"@en ;
        cg:asOf "2026-01-01"^^xsd:date ;
        dcterms:license <https://example.org/licence> ;
        prov:hadPrimarySource source:mssc-cpt-guide ."""

    def shapes(turtle: str) -> set[str]:
        quads = [ox.Quad(*triple) for triple in _triples(turtle)]
        return {
            f.shape.removeprefix(SHAPES)
            for f in validate(triples_with_datasets(quads), context=GOOD)
        }

    assert shapes(record) == {"FactShape-source"}
    assert shapes(record + header) == set()


def test_a_record_is_linked_only_to_the_dataset_of_its_graph() -> None:
    record, kind = (
        ox.NamedNode("urn:r"),
        ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
    )
    dataset = ox.NamedNode("http://www.w3.org/ns/dcat#Dataset")
    here, there = ox.NamedNode("urn:here"), ox.NamedNode("urn:there")
    quads = [
        ox.Quad(here, kind, dataset, here),
        ox.Quad(there, kind, dataset, there),
        ox.Quad(record, kind, ox.NamedNode("urn:Class"), here),
    ]
    added = set(triples_with_datasets(quads)) - {quad.triple for quad in quads}
    part = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
    assert added == {ox.Triple(record, part, here)}


def test_both_engines_write_blank_nodes_alike() -> None:
    nameless = _triples('[] a cg:Standard ; rdfs:label "Nameless"@en .')
    both = [validate(nameless, context=context(), engine=engine) for engine in ENGINES]
    assert {(f.shape.removeprefix(SHAPES), f.focus) for f in both[0]} >= {("RecordShape", "_:")}
    assert all(findings == both[0] for findings in both)


def test_a_limit_keeps_the_gravest_findings_and_adds_none() -> None:
    everything = [triple for path in FILES for triple in data(path)]
    whole = validate(everything, context=context())
    for limit in (10_000, 525, 450, 100):
        for found, severities in violations_first(everything, context=context(), limit=limit):
            assert len(found) <= limit
            assert set(found) <= set(whole) or Severity.VIOLATION not in severities
            for severity in severities:
                counted = [f for f in whole if f.severity is severity]
                assert [f for f in found if f.severity is severity] == counted


def test_the_complete_severities_are_reported() -> None:
    bare = _triples("".join(f"credential:c{i} a cg:Credential .\n" for i in range(10)))
    assert len(validate(bare, context=GOOD)) == 50  # 20 Violations, 20 Warnings, 10 Info
    others = len(BEFORE)  # the context has faults of its own, none of them a Violation
    for limit, expected in [(60 + others, "VWI"), (45, "V"), (15, "")]:
        *_, (_, severities) = violations_first(bare, context=GOOD, limit=limit)
        assert "".join(severity[0] for severity in severities) == expected


def test_an_ill_typed_literal_makes_no_noise(capfd: pytest.CaptureFixture[str]) -> None:
    noisy = _triples('source:x a cg:Source ; rdfs:label "X"@en ; cg:asOf "soon"^^xsd:date .')
    found = validate(noisy, engine=Engine.PYSHACL)
    assert any(f.path == "cg:asOf" and f.value == '"soon"^^xsd:date' for f in found)
    assert capfd.readouterr() == ("", "")


def test_without_the_rust_engine_auto_is_pyshacl(monkeypatch: pytest.MonkeyPatch) -> None:
    with_auto = validate(_triples(SAMPLE))
    monkeypatch.setitem(sys.modules, "shacl", None)
    assert validate(_triples(SAMPLE)) == with_auto
    with pytest.raises(EngineMissing) as error:
        validate(_triples(SAMPLE), engine=Engine.RUST)
    assert error.value.engine == "rust"
    assert "pip install shacl" in str(error.value)


@pytest.mark.parametrize("link", ["cg:prerequisite", "cg:buildsOn", "dcterms:replaces"])
def test_records_on_a_cycle_are_found_but_not_those_that_lead_to_it(link: str) -> None:
    linked = _linked(link, "in>a a>b b>c c>a b>d d>e e>d e>out own>own in>own")
    for engine in ENGINES:
        assert _on_cycle(validate(linked, engine=engine)) == {"a", "b", "c", "d", "e", "own"}


def test_an_acyclicity_rule_finds_the_same_as_its_original_query() -> None:
    narrower = _triples("[] a cg:Competency ; skos:broader _:up . _:up skos:broader _:up, [] .")
    rings = _linked("cg:buildsOn", "a>b b>c c>b"), _linked("skos:broader", "a>a")
    for triples in (narrower, *rings):
        as_written = validate(triples, shapes=shipped_shapes("shapes"))
        for engine in ENGINES:
            assert validate(triples, engine=engine) == as_written


def _linked(link: str, pairs: str) -> Triples:
    both = [pair.split(">") for pair in pairs.split()]
    return _triples("".join(f"credential:{one} {link} credential:{two} .\n" for one, two in both))


def _on_cycle(findings: Iterable[Finding]) -> set[str]:
    """Return the names of the records that findings say are on a cycle."""
    reported = (finding for finding in findings if finding.message.startswith("Break the cycle"))
    return {finding.focus.rpartition("/")[2] for finding in reported}


def test_other_shapes_can_be_used() -> None:
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> .
    <urn:shape> a sh:NodeShape ; sh:targetClass <urn:Class> ; sh:property [
        sh:path <urn:p> ; sh:minCount 1 ; sh:message "Say p." ] ."""
    data = _triples("<urn:a> a <urn:Class> .")
    for engine in ENGINES:
        [finding] = validate(data, shapes=shapes, engine=engine)
        assert finding == Finding(Severity.VIOLATION, "urn:shape", "urn:a", "urn:p", "", "Say p.")


VALUES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetNode 9, "x"@en, "x" , <urn:i> ; sh:nodeKind sh:BlankNode"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_value_in_focus_is_written_as_a_value(engine: Engine) -> None:
    found = validate([], shapes=f"{VALUES} .", engine=engine)
    assert {finding.focus for finding in found} == {'"9"^^xsd:integer', '"x"@en', '"x"', "urn:i"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_severity_of_a_shapes_own_counts_as_a_violation(engine: Engine) -> None:
    found = validate([], shapes=f"{VALUES} ; sh:severity <urn:Grave> .", engine=engine)
    assert [finding.severity for finding in found] == [Severity.VIOLATION] * 4


@pytest.mark.parametrize("query", ["SELECT $this { MINUS { ?s ?p ?o } }", "SELECT $this {"])
@pytest.mark.parametrize("engine", ENGINES)
def test_shapes_that_an_engine_refuses_are_a_failure(engine: Engine, query: str) -> None:
    shapes = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
    <urn:s> a sh:NodeShape ; sh:targetNode <urn:i> ; sh:sparql [ sh:select "{query}" ] ."""
    with pytest.raises(ValidationFailed, match=f"the {engine} engine cannot validate this: .+"):
        validate([], shapes=shapes, engine=engine)


def test_shapes_are_read_with_their_prefixes() -> None:
    assert "cgs:CredentialShape a sh:NodeShape" in shipped_shapes("shapes")
    assert "prefixes#cg> sh:prefix" in shipped_shapes("shapes")


def test_the_gravest_comes_first() -> None:
    assert sorted(Severity) == [Severity.VIOLATION, Severity.WARNING, Severity.INFO]
    assert Severity.VIOLATION < "Info"
    assert Severity.INFO >= Severity.WARNING > Severity.VIOLATION <= Severity.VIOLATION
    ranks = [finding.severity.rank for finding in validate(_triples(SAMPLE), context=GOOD)]
    assert ranks == sorted(ranks)


def test_the_bytes_are_the_same_under_every_hash_seed() -> None:
    program = (
        "import pyoxigraph as ox; from credgraph.validation import *\n"
        "files = ['tests/cases/cost/warning.full-price-not-the-sum.ttl',"
        " 'tests/cases/terms/invalid.misspelt-class.ttl']\n"
        "data = [t for f in files for t in triples_with_datasets(ox.parse(path=f))]\n"
        "print(*validate(data), sep='\\n')"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "424242")
    }
    [output] = outputs
    assert output.count(b"Finding(") > 3


SPELT = {  # a value that breaks a rule, as a file spells it and as an engine would
    "hours": ("preparation", "cg:minDuration", '"PT200H"^^xsd:dayTimeDuration'),
    "cents": ("cost", "schema:minPrice", '"40.00"^^xsd:double'),
    "integer": ("cost", "schema:minPrice", '"+007"^^xsd:integer'),
    "date": ("source", "cg:asOf", '"2026-05-19T00:00:00.0"^^xsd:dateTime'),
}


def _spelt_file(folder: Path) -> Path:
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes().items())
    kinds = {"preparation": "cg:Preparation", "cost": "cg:Cost", "source": "cg:Source"}
    path = folder / "spelt.ttl"
    path.write_text(
        head
        + "\n".join(
            f"{kind}:own-{name} a {kinds[kind]} ; {stated} {value} ."
            for name, (kind, stated, value) in SPELT.items()
        )
    )
    return path


@pytest.mark.parametrize("engine", part(ENGINES, 2))  # the other takes long with the whole graph
def test_a_finding_spells_its_value_as_the_file_does(engine: Engine, tmp_path: Path) -> None:
    found = check_store(in_memory(), [_spelt_file(tmp_path)], engine)
    values = {f.focus.rpartition("own-")[2]: f.value for f in found if f.value}
    assert values == {name: value for name, (*_, value) in SPELT.items()}


def test_a_finding_about_a_store_spells_its_value_as_the_files_do(tmp_path: Path) -> None:
    quads = [*in_memory().quads(), *read(_spelt_file(tmp_path))]
    triples = ox.Store()
    triples.extend(quads)
    store = EmbeddedStore(triples, spellings=Spellings.of(quads))
    values = {f.value for f in check_store(store) if "/own-" in f.focus and f.value}
    assert values == {value for *_, value in SPELT.values()}


def test_equal_values_with_two_spellings_count_once(tmp_path: Path) -> None:
    path = tmp_path / "again.ttl"
    path.write_text(
        "@prefix cg: <https://w3id.org/credgraph/ns#> . "
        "@prefix preparation: <https://w3id.org/credgraph/id/preparation/> . "
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
        'preparation:full-cpt cg:minEffort "P6DT16H"^^xsd:duration .'
    )
    assert [f for f in check_store(in_memory(), [path]) if f.path == "cg:minEffort"] == []
