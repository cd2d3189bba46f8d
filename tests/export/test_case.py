"""CASE: a package that the schemas of 1EdTech and OpenCASE accept, with lasting identifiers."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT, SHARED

import credgraph
from credgraph.export import Export
from credgraph.rdf.namespaces import term
from credgraph.store.embedded import EmbeddedStore

SCHEMAS = SHARED / "registries" / "case"


@pytest.fixture(scope="module")
def exported(graph: credgraph.CredentialGraph) -> Export:
    return graph.export("case")


@pytest.fixture(scope="module")
def package(exported: Export) -> Any:
    return json.loads(exported.content())


def faults(schema: str, document: Any) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema")
    path = SCHEMAS / schema
    if not path.exists():
        pytest.skip("no snapshot of the CASE schemas next to the checkout")
    rules = json.loads(path.read_text("utf-8"))
    validator = jsonschema.validators.validator_for(rules)
    checked = validator(rules, format_checker=validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checked.iter_errors(document)]


def in_open_case(package: Any) -> dict[str, Any]:
    """Return a package with the names that OpenCASE gives the lists and the identifier."""

    def renamed(node: dict[str, Any]) -> dict[str, Any]:
        return {"sourcedId" if key == "identifier" else key: value for key, value in node.items()}

    document = package["CFDocument"]
    link = {key: document[key] for key in ("title", "identifier", "uri")}
    return {
        "document": renamed(document),
        "items": [renamed(item) | {"CFDocumentURI": link} for item in package["CFItems"]],
        "associations": [renamed(each) for each in package["CFAssociations"]],
        "definitions": package["CFDefinitions"],
    }


def test_the_official_schema_accepts_the_package(package: Any) -> None:
    assert faults("official-case-v1p1-cfpackage.json", package) == []


def test_the_official_schema_would_refuse_a_fault(package: Any) -> None:
    wrong = json.loads(json.dumps(package))
    del wrong["CFItems"][0]["fullStatement"]
    wrong["CFAssociations"][0]["associationType"] = "isBelow"
    wrong["CFDocument"]["owner"] = "us"
    assert len(faults("official-case-v1p1-cfpackage.json", wrong)) == 3


def test_open_case_accepts_the_package(package: Any) -> None:
    assert faults("case-v1p1-cfpackage.json", in_open_case(package)) == []


def identifiers(package: Any) -> dict[str, str]:
    nodes = [package["CFDocument"], *package["CFItems"]]
    return {node["uri"]: node["identifier"] for node in nodes}


def test_identifiers_are_the_uuids_of_the_ctids(package: Any) -> None:
    quads: Any = ox.parse(path=str(ROOT / "data" / "ctids.ttl"), format=ox.RdfFormat.TURTLE)
    minted = {q.subject.value: q.object.value for q in quads if q.predicate == term("ceterms:ctid")}
    assert len(identifiers(package)) > 70
    for uri, identifier in identifiers(package).items():
        assert minted[uri] == f"ce-{identifier}"


def test_associations_keep_their_identifiers(package: Any) -> None:
    found = [each["identifier"] for each in package["CFAssociations"]]
    assert len(set(found)) == len(found) > 100
    for each in package["CFAssociations"]:
        assert each["identifier"] == str(uuid.uuid5(uuid.NAMESPACE_URL, each["uri"]))


def test_every_end_of_an_association_is_in_the_package(package: Any) -> None:
    known = identifiers(package)
    for each in package["CFAssociations"]:
        for end in (each["originNodeURI"], each["destinationNodeURI"]):
            assert known[end["uri"]] == end["identifier"]
            assert end["title"]


def test_every_item_hangs_below_the_document(package: Any) -> None:
    parents: dict[str, set[str]] = {}
    for each in package["CFAssociations"]:
        if each["associationType"] == "isChildOf":
            uri = each["originNodeURI"]["uri"]
            parents.setdefault(uri, set()).add(each["destinationNodeURI"]["uri"])
    for item in package["CFItems"]:
        above = {item["uri"]}
        while package["CFDocument"]["uri"] not in above:
            above = set[str]().union(*(parents[uri] for uri in above))


def test_associations_say_what_the_graph_says(package: Any) -> None:
    links = {
        tuple(
            each[end]["uri"].rsplit("/", 1)[-1] for end in ("originNodeURI", "destinationNodeURI")
        )
        for each in package["CFAssociations"]
        if each["associationType"] == "isPartOf"
    }
    assert ("lockout-tagout", "safety") in links
    assert ("energy-efficiency", "green-production") in links
    kinds = {each["associationType"] for each in package["CFAssociations"]}
    assert kinds == {"isChildOf", "isPartOf", "isRelatedTo"}


def test_modules_come_in_their_order(package: Any) -> None:
    order = {
        each["originNodeURI"]["title"]: each["sequenceNumber"]
        for each in package["CFAssociations"]
        if "sequenceNumber" in each
    }
    assert order["Safety"] == 1
    assert order["Green Production"] == 5


def test_the_package_says_that_we_compiled_it(package: Any) -> None:
    document = package["CFDocument"]
    assert document["creator"] == document["publisher"] == "The CredGraph developers"
    assert "not the skill standard that MSSC itself publishes" in document["description"]


def test_the_time_of_change_is_that_of_the_file(package: Any) -> None:
    text = (ROOT / "data" / "competencies.ttl").read_text("utf-8")
    [modified] = re.findall(r'dcterms:modified "([^"]+)"', text)
    assert package["CFDocument"]["lastChangeDateTime"] == f"{modified}T00:00:00Z"


def test_a_competency_without_a_ctid_holds_the_package_back() -> None:
    store = ox.Store()
    for folder in ("ontology", "data"):
        for path in sorted((ROOT / folder).glob("*.ttl")):
            place = ox.NamedNode(f"https://w3id.org/credgraph/graph/{path.stem}")
            store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=place)
    bearings = ox.NamedNode("https://w3id.org/credgraph/id/competency/bearings")
    for quad in list(store.quads_for_pattern(bearings, term("ceterms:ctid"), None)):
        store.remove(quad)
    exported = credgraph.CredentialGraph(EmbeddedStore(store)).export("case")
    [framework] = exported.blocked
    [finding] = exported.findings[framework]
    assert finding.path == "case:identifier"
    assert finding.focus == bearings.value
    assert json.loads(exported.content()) == []
