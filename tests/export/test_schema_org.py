"""schema.org: only its terms, where they belong; no invented price or pay; safe in a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from places import SHARED

import credgraph
from credgraph.export import Export
from credgraph.questions.lookup import RecordLookup
from credgraph.rdf.namespaces import term
from credgraph.store.embedded import EmbeddedStore

SPACE = "https://schema.org/"
SNAPSHOT = SHARED / "registries" / "schemaorg"
TERMS = SNAPSHOT / "schemaorg-30.0-education-subset.ttl"
BROADER = {
    "AdministrativeArea": "Place",
    "Audience": "Intangible",
    "Certification": "CreativeWork",
    "Claim": "CreativeWork",
    "Collection": "CreativeWork",
    "Comment": "CreativeWork",
    "CreativeWork": "Thing",
    "EducationalOrganization": "Organization",
    "GovernmentOrganization": "Organization",
    "Intangible": "Thing",
    "ItemList": "Intangible",
    "ListItem": "Intangible",
    "Place": "Thing",
    "Action": "Thing",
    "PropertyValue": "StructuredValue",
    "Review": "CreativeWork",
    "Statement": "CreativeWork",
    "StructuredValue": "Intangible",
    "WebPage": "CreativeWork",
}
"""The superclasses of classes that the snapshot leaves out."""
VALUES = {"Text", "URL", "Number", "Integer", "Boolean", "Date", "DateTime", "Duration"}


@pytest.fixture(scope="module")
def exported(graph: credgraph.CredentialGraph) -> Export:
    return graph.export("schema-org")


@cache
def snapshot() -> ox.Store:
    if not TERMS.exists():
        pytest.skip("no snapshot of schema.org next to the checkout")
    store = ox.Store()
    store.load(path=str(TERMS), format=ox.RdfFormat.TURTLE)
    return store


def said(subject: str, name: str) -> set[str]:
    predicate = term(name) if ":" in name else ox.NamedNode(SPACE + name)
    found = snapshot().quads_for_pattern(ox.NamedNode(SPACE + subject), predicate, None)
    return {quad.object.value.removeprefix(SPACE) for quad in found}  # type: ignore[union-attr]


def kinds(name: str) -> set[str]:
    """Return a class and all its superclasses."""
    above = said(name, "rdfs:subClassOf") | ({BROADER[name]} if name in BROADER else set())
    return {name}.union(*map(kinds, above))


def types(exported: Export, node: Any) -> set[str]:
    about: Any = exported.mapped.by_subject.get(node.value, ())
    named = {t.object.value.removeprefix(SPACE) for t in about if t.predicate == term("rdf:type")}
    return set[str]().union(*map(kinds, named))


def links(exported: Export) -> Iterator[tuple[Any, str, Any]]:
    for triple in exported.mapped.triples:
        if triple.predicate != term("rdf:type"):
            yield triple.subject, triple.predicate.value.removeprefix(SPACE), triple.object


def documents(exported: Export) -> dict[str, Any]:
    return {
        document.name: json.loads(document.content)
        for document in exported.documents()
        if document.name.endswith(".jsonld")
    }


def everything_in(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from everything_in(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key, each
            yield from everything_in(each)


def test_every_term_is_one_of_schema_org(exported: Export) -> None:
    context = SNAPSHOT / "schemaorgcontext-30.0.jsonld"
    if not context.exists():
        pytest.skip("no snapshot of schema.org next to the checkout")
    known = json.loads(context.read_text("utf-8"))["@context"]
    triples: list[Any] = exported.mapped.triples
    used = {name for _, name, _ in links(exported)}
    used |= {t.object.value.removeprefix(SPACE) for t in triples if t.predicate == term("rdf:type")}
    assert len(used) > 80
    assert sorted(used - known.keys()) == []
    assert [name for name in sorted(used) if said(name, "supersededBy")] == []


def test_every_property_is_said_of_a_class_that_has_it(exported: Export) -> None:
    wrong = {
        (name, *sorted(types(exported, subject)))
        for subject, name, _ in links(exported)
        if (domain := said(name, "domainIncludes")) and not domain & types(exported, subject)
    }
    assert sorted(wrong) == []


def test_every_value_is_of_a_kind_that_its_property_takes(exported: Export) -> None:
    wrong = set()
    for _, name, value in links(exported):
        takes = said(name, "rangeIncludes")
        if isinstance(value, ox.Literal):
            fits = bool(takes & VALUES)
        elif value.value in exported.mapped.by_subject:
            fits = bool({*takes} & {*types(exported, value), "URL"})
        else:
            fits = "URL" in takes
        if takes and not fits:
            wrong.add((name, str(value)[:80]))
    assert sorted(wrong) == []


def test_nothing_is_named_in_the_other_scheme(exported: Export) -> None:
    for document in exported.documents():
        assert b"http://schema.org" not in document.content


def test_json_ld_and_turtle_say_the_same(exported: Export) -> None:
    formats = {".jsonld": ox.RdfFormat.JSON_LD, ".ttl": ox.RdfFormat.TURTLE}
    stores = []
    for ending, form in formats.items():
        store = ox.Store()
        store.load(exported.content(ending), form)
        stores.append({quad.triple for quad in store})
    assert stores[0] == stores[1]
    assert len(stores[0]) == len(exported.mapped.triples)


def test_a_document_says_nothing_that_the_whole_does_not(exported: Export) -> None:
    whole, each = ox.Store(), ox.Store()
    for document in exported.documents():
        if document.name == "schema-org.jsonld":
            whole.load(document.content, ox.RdfFormat.JSON_LD)
        elif document.name.endswith(".jsonld"):
            each.load(document.content, ox.RdfFormat.JSON_LD)
    assert {quad.triple for quad in each} == {quad.triple for quad in whole}


def test_a_document_of_one_record_names_what_it_refers_to(
    graph: credgraph.CredentialGraph,
) -> None:
    page = documents(graph.export("schema-org", records=["mssc-cpt"]))["credential/mssc-cpt.jsonld"]
    assert page["@context"]["@vocab"] == SPACE
    assert page["@type"] == "EducationalOccupationalCredential"
    assert page["creator"]["name"] == "MSSC"
    assert {part["name"] for part in page["hasPart"]} > {"Safety", "Green Production"}
    assert {each["@type"] for each in page["recognizedBy"]} == {"Organization"}
    assert page["url"].startswith("https://")


HOSTILE = """</script><script>alert(1)</script> <!-- "quoted" \\ & \u2028 ]]> {{x}}"""


def test_nothing_in_the_data_can_leave_the_script_element() -> None:
    store = ox.Store()
    record = ox.NamedNode("https://w3id.org/credgraph/id/organization/hostile")
    for name in ("rdfs:label", "skos:altLabel", "dcterms:description"):
        store.add(ox.Quad(record, term(name), ox.Literal(HOSTILE, language="en")))
    store.add(ox.Quad(record, term("rdf:type"), term("cg:Organization")))
    for name in ("cg:kind", "rdfs:label"):
        store.add(ox.Quad(term("cg:Organization"), term(name), ox.Literal("organization")))
    embedded = EmbeddedStore(store)
    exported = credgraph.export.export(embedded, RecordLookup(embedded), "schema-org")
    pages = [d.content.decode() for d in exported.documents() if d.name.endswith(".jsonld")]
    assert len(pages) == 2
    for text in pages:
        assert not re.search("[<>&\u2028\u2029]", text)
        values = [value for key, value in everything_in(json.loads(text)) if key == "name"]
        assert values == [HOSTILE]


def test_a_range_never_becomes_one_number(exported: Export) -> None:
    names = {name for _, name, _ in links(exported)}
    assert not names & {"price", "lowPrice", "highPrice", "timeToComplete", "salaryUponCompletion"}
    numbers = {
        float(value.value)
        for _, _, value in links(exported)
        if isinstance(value, ox.Literal) and value.datatype == term("xsd:decimal")
    }
    ends = {40.0, 60.0, 360.0, 480.0, 35000.0, 50000.0}
    assert ends <= numbers
    assert not numbers & {420.0, 42500.0, 38500.0, 54000.0}, "the middle of a range"


def test_only_surveyed_wages_are_distributions(exported: Export) -> None:
    distributions = {
        subject
        for subject, triples in exported.mapped.by_subject.items()
        if any(t.object == term("schema:MonetaryAmountDistribution") for t in triples)
    }
    assert len(distributions) > 300
    assert all("/id/wage/" in subject for subject in distributions)


def test_a_review_is_no_accreditation_and_registration_no_property(exported: Export) -> None:
    names = {name for _, name, _ in links(exported)}
    assert not names & {"accreditedBy", "isRegisteredApprenticeship", "supersededBy"}
    certified = [subject for subject, name, _ in links(exported) if name == "issuedBy"]
    assert [node.value.rsplit("/")[-1] for node in certified] == ["ansi-iso-17024-2011"]
    reviews = documents(exported)
    assert {page["@type"] for name, page in reviews.items() if name.startswith("review/")} == {
        "Review"
    }


def test_the_optional_module_is_never_called_required(exported: Export) -> None:
    page = documents(exported)["credential/mssc-cpt.jsonld"]
    [required] = re.findall(r"Requires module: ([^.]*)\.", page["description"])
    assert "Safety" in required
    assert "Green Production" not in required
    assert "Has optional module: Green Production." in page["description"]


def test_a_disputed_record_says_so(exported: Export) -> None:
    page = documents(exported)["apprenticeship/toyota-t-ten.jsonld"]
    assert "Disputed (contradicted): Toyota T-TEN as a route with the CPT." in page["description"]


def test_steps_come_in_their_order(exported: Export) -> None:
    for name, page in documents(exported).items():
        if name.startswith("pathway/"):
            positions = [step["position"] for step in page["step"]]
            assert positions == sorted(positions) == [*range(1, len(positions) + 1)]
