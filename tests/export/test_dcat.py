"""The description of the dataset: true counts, in the form that data portals take."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from places import SHARED

import credgraph
from credgraph.export import profiles
from credgraph.rdf.namespaces import GRAPHS, expand, term
from credgraph.resources import turtle_files

CATALOG = ox.NamedNode(f"{GRAPHS}catalog")
TYPES = {".ttl": "text/turtle", ".jsonld": "application/ld+json", ".json": "application/json"}


@cache
def described() -> ox.Store:
    made = credgraph.open().export("dcat")
    assert made.blocked == ()
    store = ox.Store()
    store.load(made.content(), ox.RdfFormat.TURTLE)
    return store


def values(subject: Any, curie: str) -> list[Any]:
    return [quad.object for quad in described().quads_for_pattern(subject, term(curie), None)]


def files() -> dict[str, set[Any]]:
    return {
        GRAPHS + path.stem: {
            quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        }
        for path in turtle_files("ontology", "data")
    }


def counted(dataset: Any, partition: str, of: str, number: str) -> dict[str, int]:
    found = {}
    for part in values(dataset, f"void:{partition}"):
        [what], [many] = values(part, f"void:{of}"), values(part, f"void:{number}")
        found[what.value] = int(many.value)
    return found


def test_the_numbers_are_those_of_the_graph() -> None:
    everything = files()
    everything[CATALOG.value] = {triple for part in everything.values() for triple in part}
    assert len(everything) > 45
    for iri, triples in everything.items():
        dataset = ox.NamedNode(iri)
        assert [int(n.value) for n in values(dataset, "void:triples")] == [len(triples)]
        subjects = {triple.subject for triple in triples}
        assert [int(n.value) for n in values(dataset, "void:distinctSubjects")] == [len(subjects)]
        uses = Counter(triple.predicate.value for triple in triples)
        assert counted(dataset, "propertyPartition", "property", "triples") == uses
        assert [int(n.value) for n in values(dataset, "void:properties")] == [len(uses)]
        members = Counter(t.object.value for t in triples if t.predicate == term("rdf:type"))
        assert counted(dataset, "classPartition", "class", "entities") == members


def test_every_named_graph_is_a_dataset_of_the_catalog() -> None:
    assert {node.value for node in values(CATALOG, "dcat:dataset")} == set(files())


def test_a_dataset_says_where_it_comes_from_and_as_of_when() -> None:
    costs = ox.NamedNode(f"{GRAPHS}costs")
    [source] = values(costs, "prov:hadPrimarySource")
    assert values(source, "dcterms:title") == [ox.Literal("MSSC CPT guide", language="en")]
    [time] = values(costs, "dcterms:temporal")
    assert [day.value for day in values(time, "dcat:endDate")] == ["2026-05-19"]
    [statement] = values(costs, "dcterms:provenance")
    [words] = values(statement, "rdfs:label")
    assert words.value == "From: MSSC CPT guide, as of 2026-05-19."
    assert [v.value for v in values(costs, "dcat:version")] == ["0.1.0"]


def test_every_profile_is_a_distribution() -> None:
    found = {
        (node.value.partition("#")[2], media.value.partition("media-types/")[2])
        for node in values(CATALOG, "dcat:distribution")
        for media in values(node, "dcat:mediaType")
    }
    ways = {
        (f"{profile.name}{ending}", TYPES[ending])
        for profile in profiles()
        for ending in profile.whole
    }
    assert found == ways


def test_no_address_is_given_that_the_design_does_not_name() -> None:
    assert not list(described().quads_for_pattern(None, term("dcat:downloadURL"), None))
    assert not list(described().quads_for_pattern(None, term("dcat:service"), None))
    addresses = list(described().quads_for_pattern(None, term("dcat:accessURL"), None))
    assert len(addresses) > 50
    for quad in addresses:
        assert str(quad.object).startswith("<https://w3id.org/credgraph")
        [words] = values(quad.subject, "dcterms:description")
        assert "does not resolve yet" in words.value


def test_terms_are_those_of_dcat_and_void() -> None:
    if not SHARED.is_dir():
        pytest.skip("the registries' vocabularies are not next to this checkout")
    vocabulary = rdflib.Graph().parse(SHARED / "registries" / "dcat" / "dcat3.ttl")
    known = {str(subject) for subject in vocabulary.subjects()}
    space = expand("dcat:")
    assert space
    nodes = {n.value for quad in described() for n in quad.triple if isinstance(n, ox.NamedNode)}
    used = {iri for iri in nodes if iri.startswith(space)}
    assert len(used) > 8
    assert sorted(used - known) == []


@pytest.mark.parametrize("shapes", ["dcat-ap-SHACL.ttl", "ranges.ttl"])
def test_it_conforms_to_dcat_ap(shapes: str) -> None:
    folder = SHARED / "registries" / "dcat-ap-and-elm" / "dcat-ap-3.0.1"
    if not folder.is_dir():
        pytest.skip("the shapes of DCAT-AP are not next to this checkout")
    rules = rdflib.Graph().parse(folder / shapes)
    rules.remove((None, rdflib.OWL.imports, None))
    for shape in set(rules.objects(None, rdflib.SH.property)):
        if (shape, rdflib.SH.path, None) not in rules:  # a few say nothing, and stop the engine
            rules.remove((None, rdflib.SH.property, shape))
    assert len(list(rules.subjects(rdflib.RDF.type, rdflib.SH.NodeShape))) > 5
    data = rdflib.Graph().parse(data=credgraph.open().export("dcat").content(), format="turtle")
    conforms, _, report = pyshacl.validate(data, shacl_graph=rules)
    assert conforms, report
    assert len(data) > 5000
