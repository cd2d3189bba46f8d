"""CTDL: the export uses its terms, claims no more than the graph, and can be read back."""

from __future__ import annotations

import json
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT, SHARED

import credgraph
from credgraph.export import profile
from credgraph.export.conformance import check_export
from credgraph.export.crosswalk import crosswalk
from credgraph.export.ctids import mint, without_ctid
from credgraph.export.exporter import run_mapping
from credgraph.export.mapping import MappedGraph
from credgraph.export.profiles.ctdl_json import CONTEXT, node
from credgraph.export.profiles.ctdl_payloads import payloads
from credgraph.importers.ctdl import convert, read
from credgraph.rdf.files import parse
from credgraph.rdf.namespaces import GRAPHS, RECORDS, compact, expand, term
from credgraph.resources import root, turtle_files
from credgraph.results import Table
from credgraph.store.embedded import EmbeddedStore, in_memory

CTDL = SHARED / "registries"
SNAPSHOT = pytest.mark.skipif(
    not CTDL.is_dir(), reason="the registries are not next to this checkout"
)
CTID = re.compile(r"ce-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ORGANIZATIONS = {"Organization", "CredentialOrganization", "QACredentialOrganization"}
CPT = f"{RECORDS}credential/mssc-cpt"


@cache
def mapped() -> MappedGraph:
    """Return the mapping of the whole graph, with the records that the registry's rules block."""
    return run_mapping(in_memory(), profile("ctdl"))


def mapped_with(*statements: str, without: str = "") -> MappedGraph:
    """Return the mapping with some Turtle added and the triples of one predicate removed."""
    store = ox.Store()
    for path in turtle_files("ontology", "data"):
        store.load(
            path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAPHS + path.stem)
        )
    prefixes = (root() / "data" / "reviews.ttl").read_text("utf-8").split("\n\n")[0]
    store.load("\n".join([prefixes, *statements]).encode(), ox.RdfFormat.TURTLE)
    if without:
        for quad in list(store.quads_for_pattern(None, term(without), None)):
            store.remove(quad)
    return run_mapping(EmbeddedStore(store), profile("ctdl"))


def objects(exported: MappedGraph, subject: str, predicate: str) -> list[str]:
    wanted = term(predicate)
    return [name(t.object) for t in exported.by_subject.get(subject, ()) if t.predicate == wanted]


def subjects(predicate: str) -> list[str]:
    """Return the records and nodes of the export that have this property."""
    return [name(t.subject) for t in mapped().triples if t.predicate == term(predicate)]


def name(value: Any) -> str:
    return str(value.value)


def words(exported: MappedGraph, subject: str) -> str:
    [said] = objects(exported, subject, "ceterms:description")
    return said


def whole(ending: str) -> bytes:
    return profile("ctdl").whole[ending](mapped())


def everything_in(content: Any) -> Any:
    """Yield each object inside some JSON, the outermost first."""
    if isinstance(content, dict):
        yield content
    for inner in list(content.values() if isinstance(content, dict) else content):
        if isinstance(inner, dict | list):
            yield from everything_in(inner)


def with_the_real_context(content: bytes) -> list[ox.Triple]:
    """Read JSON-LD as the registry does, with its context in place of the context's address."""
    real = json.loads((CTDL / "ctdl" / "ctdl-context.jsonld").read_text("utf-8"))["@context"]
    document = json.loads(content)
    for each in everything_in(document):
        if "@context" in each:
            each["@context"] = real
    parsed = ox.parse(json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD)
    return [quad.triple for quad in parsed]


def with_our_context(content: bytes) -> list[ox.Triple]:
    return [q.triple for q in parse(content.decode(), ox.RdfFormat.JSON_LD, "the export")]


def turtle(content: bytes) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)]


def canonical(said: list[ox.Triple]) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(*triple) for triple in said)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


# Terms and form


@SNAPSHOT
def test_every_term_exists_in_the_snapshot() -> None:
    known = {
        quad.subject.value
        for name in ("ctdl-schema.ttl", "ctdlasn-schema.ttl")
        for quad in ox.parse(path=str(CTDL / "ctdl" / name), format=ox.RdfFormat.TURTLE)
    }
    asked = "\n".join(
        path.read_text("utf-8")
        for folder in ("export", "import")
        for path in (root() / "queries" / folder / "ctdl").glob("*.rq")
    )
    named = {expand(name) for name in re.findall(r"\b(?:ceterms|ceasn):\w+", asked)}
    nodes = {n.value for t in mapped().triples for n in t if isinstance(n, ox.NamedNode)}
    used = {iri for iri in nodes if iri.startswith("https://purl.org/ctdl")} | named
    assert len(used) > 120
    assert sorted(iri for iri in used if iri and iri.partition("#")[0] not in known) == []
    frameworks = set(re.findall(r"https://credreg.net/ctdl/terms/(\w+)", asked))
    assert len(frameworks) == 11
    assert sorted(f for f in frameworks if expand(f"ceterms:{f}") not in known) == []


def test_schema_org_is_spelt_with_https_and_nothing_of_ours_goes_out() -> None:
    said = f"{whole('.ttl').decode()}{whole('.jsonld').decode()}"
    assert "http://schema.org" not in said
    assert "https://schema.org/" in said
    assert "credgraph/ns#" not in said
    assert "#reference" not in said


@pytest.mark.parametrize(
    "parsed", [with_our_context, pytest.param(with_the_real_context, marks=SNAPSHOT)]
)
def test_turtle_and_json_ld_say_the_same(parsed: Callable[[bytes], list[ox.Triple]]) -> None:
    one, other = turtle(whole(".ttl")), parsed(whole(".jsonld"))
    assert len(one) > 3000
    assert canonical(one) == canonical(other)
    each = profile("ctdl").each
    for entity in mapped().entities:
        pair = turtle(each[".ttl"](mapped(), entity)), each[".jsonld"](mapped(), entity)
        assert canonical(pair[0]) == canonical(parsed(pair[1])), entity


def test_json_ld_is_as_the_registry_takes_it() -> None:
    content = json.loads(whole(".jsonld"))
    assert content["@context"] == CONTEXT == "https://credreg.net/ctdl/schema/context/json"
    assert {record["@id"] for record in content["@graph"]} == set(mapped().entities)
    nested = [each for record in content["@graph"] for each in list(everything_in(record))[1:]]
    assert len(nested) > 500
    assert not [each for each in nested if "@id" in each]
    cpt = node(mapped(), CPT)
    assert cpt["ceterms:name"] == {"en": "MSSC CPT"}
    assert "CPT 4.0" in cpt["ceterms:alternateName"]["en"]
    assert cpt["ceterms:inLanguage"] == ["en"]
    assert cpt["ceterms:credentialStatusType"] == {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:framework": "https://credreg.net/ctdl/terms/CredentialStatus",
        "ceterms:frameworkName": {"en": "Credential Status"},
        "ceterms:targetNode": "credentialStat:Active",
        "ceterms:targetNodeName": {"en": "Active"},
    }
    assert cpt["ceterms:ownedBy"] == [
        {
            "@type": "ceterms:CredentialOrganization",
            "ceterms:name": {"en": "MSSC"},
            "ceterms:subjectWebpage": "https://www.msscusa.org/",
        }
    ]


def test_a_node_inside_itself_is_named_and_not_nested_for_ever() -> None:
    circle = [
        ox.Triple(ox.NamedNode(f"x:{a}"), term("ceterms:requires"), ox.NamedNode(f"x:{b}"))
        for a, b in (("r", "a#1"), ("a#1", "b#1"), ("b#1", "a#1"))
    ]
    exported = MappedGraph(circle, profile("ctdl").embedded, in_memory())
    inner = node(exported, "x:r")["ceterms:requires"][0]["ceterms:requires"][0]
    assert inner["ceterms:requires"] == ["x:a#1"]
    assert b"x:a#1" in profile("ctdl").whole[".ttl"](exported)


# What the registry gets


def test_the_cpt_its_parts_and_its_framework_are_not_held_back(
    graph: credgraph.CredentialGraph,
) -> None:
    out = set(graph.export("ctdl").mapped.entities)
    kinds: dict[str, int] = defaultdict(int)
    for entity in out:
        kinds[entity.removeprefix(RECORDS).partition("/")[0]] += 1
    assert {CPT, f"{RECORDS}credential/cpt-mt", f"{RECORDS}assessment/cpt-module-exam"} <= out
    assert (kinds["module"], kinds["framework"], kinds["competency"]) == (5, 1, 75)
    assert kinds["occupation"] == 8


def test_what_is_held_back_lacks_what_nobody_stated(graph: credgraph.CredentialGraph) -> None:
    exported = graph.export("ctdl")
    lacks = {
        compact(entity): {f.path for f in exported.findings[entity] if f.severity == "Violation"}
        for entity in exported.blocked
    }
    unknown = {"ceterms:credentialStatusType", "ceterms:inLanguage", "ceterms:subjectWebpage"}
    assert lacks["credential:smscp-level-1"] == unknown
    assert lacks["credential:mssc-cpt-3"] == {"ceterms:credentialStatusType"}
    assert lacks["job-role:production-technician"] == {"ceterms:offeredBy"}


def test_a_record_without_a_ctid_is_held_back() -> None:
    exported = mapped_with(without="ceterms:ctid")
    found = check_export(exported, "ctdl")
    lacking_one = [
        entity
        for entity in exported.entities
        if any(f.path == "ceterms:ctid" and f.severity == "Violation" for f in found[entity])
    ]
    assert len(lacking_one) > 100


def test_payloads_are_graphs_without_keys_or_signatures() -> None:
    found = {document.name: json.loads(document.content) for document in payloads(mapped())}
    assert all(re.fullmatch(rf"payloads/{CTID.pattern}\.json", name) for name in found)
    for content in found.values():
        assert set(content) == {"@context", "@id", "@graph"}
        assert all({"@id", "@type"} <= set(record) for record in content["@graph"])
    sizes = {content["@graph"][0]["@id"]: len(content["@graph"]) for content in found.values()}
    assert sizes[f"{RECORDS}framework/mssc-cpt"] == 76
    assert sizes[f"{RECORDS}pathway/career-changer"] == 5
    assert sizes[CPT] == 1
    assert not [name for name in sizes if "/competency/" in name or "/pathway-step/" in name]


@SNAPSHOT
def test_payloads_fit_the_schema_of_the_registry() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((CTDL / "ctdl-rules" / "publish_envelope.schema.json").read_text("utf-8"))
    found = list(payloads(mapped()))
    assert found
    for document in found:
        jsonschema.Draft4Validator(schema).validate(json.loads(document.content))


# Identifiers


def ctids() -> dict[str, str]:
    path = root() / "data" / "ctids.ttl"
    found = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    pairs = [
        (q.subject.value, q.object.value) for q in found if q.predicate == term("ceterms:ctid")
    ]
    assert len(dict(pairs)) == len(pairs), "one for each record"
    return dict(pairs)


def test_every_record_that_goes_out_has_a_ctid_of_its_own() -> None:
    known = ctids()
    assert set(known) == set(mapped().entities)
    assert without_ctid(in_memory()) == []
    assert all(CTID.fullmatch(ctid) for ctid in known.values())
    assert len(set(known.values())) == len(known)
    assert not [record for record in known if "/organization/" in record]


def test_ctids_are_random_and_not_made_from_the_record() -> None:
    spaces = (uuid.NAMESPACE_URL, uuid.NAMESPACE_DNS)
    for record, ctid in ctids().items():
        given = uuid.UUID(ctid.removeprefix("ce-"))
        assert given.version == 4
        assert given not in {uuid.uuid5(space, record) for space in spaces}


def test_minting_appends_and_changes_nothing(tmp_path: Path) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.ttl"
    before = (ROOT / "data" / "ctids.ttl").read_text("utf-8")
    new = [CPT, f"{RECORDS}credential/new", f"{RECORDS}standard/new"]
    for path in (one, other):
        path.write_text(before, "utf-8")
        assert mint(path, new) == new[1:]
        assert mint(path, new) == []
    kept = [line for line in before.splitlines() if not line.startswith("@prefix")]
    after = one.read_text("utf-8").splitlines()
    assert [line for line in after if not line.startswith("@prefix")][: len(kept)] == kept
    assert sum(line.startswith("@prefix standard:") for line in after) == 1
    assert after[-2:] != other.read_text("utf-8").splitlines()[-2:]


# Traps


def texts(query: str) -> Iterator[list[str]]:
    """Yield the rows of a query of the shipped graph, each term as its text."""
    answer = credgraph.open().query(query)
    assert isinstance(answer, Table)
    return ([cell.value for cell in row] for row in answer.rows)  # type: ignore[union-attr]


def test_a_price_is_one_exact_figure_or_words() -> None:
    exact = texts(
        "SELECT ?c { ?c schema:minPrice ?price ; schema:maxPrice ?price "
        "FILTER NOT EXISTS { ?c cg:approximates ?end } }",
    )
    stated = {record for [record] in exact}
    assert set(subjects("ceterms:price")) <= stated
    assert f"{RECORDS}cost/cpt-renewal-fee" in subjects("ceterms:price")
    assert "Price: 40 to 60 USD." in words(
        mapped(), f"{RECORDS}cost/cpt-assessment-only-per-module"
    )
    assert "Price: about 360 to 480 USD." in words(
        mapped(), f"{RECORDS}cost/cpt-full-course-bundle"
    )
    assert "Price: about 250 USD." in words(mapped(), f"{RECORDS}cost/smscp-level-1-comparison")
    numbers = {t.object.value for t in mapped().triples if isinstance(t.object, ox.Literal)}
    assert not numbers & {"420", "80"}, "the middle of a range"


def test_a_range_of_hours_or_years_is_no_number() -> None:
    single = f"{RECORDS}preparation/single-module"
    assert objects(mapped(), single, "ceterms:timeRequired") == []
    assert objects(mapped(), single, "ceterms:minimumDuration") == ["P28D"]
    assert "Least effort: 30 hours. Most effort: 50 hours." in words(mapped(), single)
    assert "ceterms:yearsOfExperience" not in {compact(t.predicate.value) for t in mapped().triples}


def test_only_an_accreditation_names_an_accreditor() -> None:
    assert subjects("ceterms:accreditedBy") == [f"{RECORDS}credential/mssc-cpt-3"]
    assert objects(mapped(), CPT, "ceterms:reviewProcess") == [
        f"{RECORDS}review/ansi-workcred-cpt-4"
    ]
    reviewed = mapped_with(
        "<x:r> a cg:Review ; cg:reviewed credential:mssc-cpt ; cg:reviewer organization:ansi ."
    )
    assert objects(reviewed, CPT, "ceterms:accreditedBy") == []


def test_only_an_apprenticeship_is_registered() -> None:
    found = subjects("ceterms:isRegisteredApprenticeship")
    assert found
    assert {objects(mapped(), record, "rdf:type")[0] for record in found} == {
        expand("ceterms:LearningProgram")
    }


def test_green_production_is_recommended_and_never_required_for_the_cpt() -> None:
    green = f"{RECORDS}module/green-production"
    conditions = [
        name(t.subject)
        for t in mapped().triples
        if t.predicate == term("ceterms:targetAssessment") and t.object == ox.NamedNode(green)
    ]
    relations = {
        compact(t.predicate.value)
        for t in mapped().triples
        if isinstance(t.object, ox.NamedNode) and t.object.value in conditions
        if "/credential/mssc-cpt" in t.object.value
    }
    assert relations == {"ceterms:recommends"}


def test_third_parties_are_named_and_linked_and_no_more() -> None:
    found = [
        each
        for each in everything_in(json.loads(whole(".jsonld")))
        if str(each.get("@type")).removeprefix("ceterms:") in ORGANIZATIONS
    ]
    assert len(found) > 60
    allowed = {"@type", "ceterms:name", "ceterms:subjectWebpage"}
    assert not [each for each in found if set(each) - allowed]


def test_a_disputed_fact_says_so() -> None:
    said = words(mapped(), f"{RECORDS}apprenticeship/toyota-t-ten")
    assert "Disputed (contradicted): Toyota T-TEN as a route with the CPT." in said
    said = words(mapped(), f"{RECORDS}funding-program/tn-reconnect")
    assert "Disputed (overclaimed): TN Reconnect paying for CPT." in said


def test_a_text_in_another_language_stays_apart_from_ours() -> None:
    exported = mapped_with('credential:mssc-cpt dcterms:description "Ein Zeugnis."@de .')
    said = node(exported, CPT)["ceterms:description"]
    assert said["de"] == "Ein Zeugnis."
    assert "Ein Zeugnis" not in said["en"]


# Reading it back


class Facts:
    """Facts compared by labels, because the nodes that CTDL embeds have no identifier."""

    def __init__(self, said: list[ox.Triple]) -> None:
        self._names = dict[str, str]()
        for wanted in ("rdfs:label", "skos:notation"):
            for triple in said:
                subject = name(triple.subject)
                known = wanted == "rdfs:label" or "/identifier/" in subject
                if known and triple.predicate == term(wanted) and RECORDS in subject:
                    self._names[subject] = name(triple.object)
        self.said = {
            (self.name(t.subject), compact(t.predicate.value), self.name(t.object)) for t in said
        }
        self.texts: dict[str, str] = defaultdict(str)
        for triple in said:
            if isinstance(triple.object, ox.Literal):
                self.texts[self.name(triple.subject)] += f" {triple.object.value}"

    def name(self, value: Any) -> str:
        if isinstance(value, ox.Literal):
            return str(value.value)
        own = value.value in mapped().entity_set or "/concept/" in value.value
        return str(value.value if own else self._names.get(value.value, value.value))

    def label(self, value: Any) -> str:
        return (
            str(value.value) if isinstance(value, ox.Literal) else self._names.get(value.value, "")
        )


def values() -> list[ox.Triple]:
    """Return the graph with values as the engine writes them: numbers lose their spelling there."""
    return [quad.triple for quad in in_memory().triples]


@pytest.mark.parametrize("ending", [".ttl", ".jsonld"])
def test_what_is_called_carried_comes_back(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"ctdl{ending}"
    file.write_bytes(whole(ending))
    before = Facts(values())
    after = Facts(read(file).triples)
    carried = list(carried_facts())
    assert len(carried) > 1700
    assert [
        str(fact) for fact, becomes in carried if not comes_back(fact, becomes, before, after)
    ] == []


def carried_facts() -> Any:
    """Yield each fact of an exported record that the crosswalk carries, and what it becomes."""
    decided = crosswalk("ctdl")
    kinds: dict[str, list[str]] = defaultdict(list)
    classes = "SELECT ?r ?c { ?c <https://w3id.org/credgraph/ns#kind> ?k . ?r a ?c }"
    for record, of_class in texts(classes):
        kinds[record].append(compact(of_class))
    here = {subject.partition("#")[0] for subject in mapped().by_subject}
    for triple in values():
        record = name(triple.subject)
        if record in here and kinds[record] and triple.predicate != term("rdf:type"):
            target = decided.of(sorted(kinds[record]), compact(triple.predicate.value))
            if target.carried:
                yield triple, target.term


def comes_back(fact: Any, becomes: str, before: Facts, after: Facts) -> bool:
    record, used = before.name(fact.subject), compact(fact.predicate.value)
    if (record, used, before.name(fact.object)) in after.said:
        return True
    said = before.label(fact.object)
    if used == "dcterms:description":
        return said in after.texts[record]
    if "in words" not in becomes:
        return False
    if isinstance(fact.object, ox.Literal) and compact(fact.object.datatype.value) in PUT_IN_WORDS:
        return in_words(said) in after.texts[record]
    there = after.texts[before.name(fact.object)]
    return said in after.texts[record] or before.label(fact.subject) in there


PUT_IN_WORDS = {"xsd:boolean", "xsd:duration"}


def in_words(value: str) -> str:
    """Return how descriptions put a boolean or duration in words, or enough to recognize it."""
    if value in ("true", "false"):
        return ": yes" if value == "true" else ": no"
    days, hours = re.fullmatch(r"P(?:(\d+)D)?(?:T(\d+)H)?", value), 0
    if days and days[2]:
        hours = 24 * int(days[1] or 0) + int(days[2])
        return f"{hours} hours"
    return re.sub(r"\D", " ", value).split()[0] + " "


def test_unknown_terms_are_counted() -> None:
    content = """
    PREFIX ceterms: <https://purl.org/ctdl/terms/>
    <x:c> a ceterms:License ; ceterms:name "A"@en .
    <x:c> ceterms:revocation [ a ceterms:RevocationProfile ] .
    <x:t> a ceterms:TransferValueProfile ; ceterms:name "B"@en ; <x:odd> 1 .
    """
    reading = convert(turtle(content.encode()))
    assert reading.unknown == {
        "ceterms:RevocationProfile": 1,
        "ceterms:TransferValueProfile": 1,
        "ceterms:revocation": 1,
        "x:odd": 1,
    }
    assert (
        ox.Triple(ox.NamedNode("x:c"), term("rdf:type"), term("cg:Credential")) in reading.triples
    )


def test_the_same_content_is_read_as_one_record_in_any_order() -> None:
    content = """
    PREFIX ceterms: <https://purl.org/ctdl/terms/>
    <x:a> a ceterms:License ; ceterms:ownedBy [ a ceterms:Organization ; ceterms:name "O"@en ] .
    <x:b> a ceterms:License ; ceterms:ownedBy [ ceterms:name "O"@en ; a ceterms:Organization ] .
    """
    said = turtle(content.encode())
    reading = convert(said)
    assert reading == convert(said[::-1])
    issuers = {t.object for t in reading.triples if t.predicate == term("cg:issuer")}
    assert len(issuers) == 1


@SNAPSHOT
def test_real_records_are_read_without_error() -> None:
    seen = 0
    for path in sorted((CTDL / "ctdl-samples").glob("*.json")):
        if "Input" not in path.stem and f'"@context": "{CONTEXT}"' in path.read_text("utf-8"):
            predicates = {t.predicate for t in read(path).triples}
            assert {term("rdf:type"), term("rdfs:label")} <= predicates, path.name
            seen += 1
    assert seen > 5
