"""The European Learning Model: the export conforms, and claims no more than is known."""

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
from credgraph.export import Export
from credgraph.rdf.namespaces import RECORDS, expand, prefixes, term
from credgraph.resources import turtle_files

ELM = SHARED / "registries" / "elm"


@cache
def exported() -> Export:
    return credgraph.open().export("elm")


@cache
def store() -> ox.Store:
    found = ox.Store()
    found.load(exported().content(), ox.RdfFormat.TURTLE)
    return found


def node(curie: str, fragment: str = "") -> ox.NamedNode:
    prefix, _, name = curie.partition(":")
    return ox.NamedNode(prefixes()[prefix] + name + fragment)


def objects(subject: ox.NamedNode, curie: str) -> list[Any]:
    return [quad.object for quad in store().quads_for_pattern(subject, term(curie), None)]


def words(record: str) -> set[str]:
    return {text.value for text in objects(node(record, "#note"), "elm:noteLiteral")}


def test_the_cpt_goes_out_with_its_parts_and_outcomes() -> None:
    cpt = node("credential:mssc-cpt")
    assert objects(cpt, "rdf:type") == [term("elm:LearningAchievementSpecification")]
    assert objects(cpt, "elm:ISCEDFCode") == [node("isced-f:0720")]
    assert objects(cpt, "dcterms:language") == [node("eu-language:ENG")]
    assert len(objects(cpt, "elm:hasPart")) == 4
    assert node("competency:lockout-tagout") in objects(cpt, "elm:learningOutcome")
    [opportunity] = objects(cpt, "elm:awardingOpportunity")
    assert objects(opportunity, "elm:awardingBody") == [node("organization:mssc")]


def test_green_production_is_offered_and_never_a_part_of_the_cpt() -> None:
    green = node("module:green-production")
    assert objects(green, "rdf:type") == [term("elm:LearningAchievementSpecification")]
    assert objects(green, "elm:isPartOf") == [node("credential:mssc-green-production")]
    assert green not in objects(node("credential:mssc-cpt"), "elm:hasPart")
    outcomes = objects(node("credential:mssc-cpt"), "elm:learningOutcome")
    assert node("competency:lifecycle-thinking") not in outcomes
    assert "Has optional module: Green Production" in words("credential:mssc-cpt")


def test_each_language_of_a_record_is_told_by_the_eu_list() -> None:
    languages = objects(node("assessment:ged-test"), "dcterms:language")
    assert sorted(language.value[-3:] for language in languages) == ["ENG", "SPA"]
    held = Counter(
        quad.subject
        for path in turtle_files("data")
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if quad.predicate == term("dcterms:language")
    )
    for record, count in held.items():
        assert len(objects(record, "dcterms:language")) in (0, count), record


def test_no_level_is_claimed() -> None:
    everything = {str(part) for quad in store() for part in quad.triple}
    for name in ("Qualification", "EQFLevel", "NQFLevel"):
        assert str(term(f"elm:{name}")) not in everything


def test_a_review_is_a_note_and_no_accreditation() -> None:
    assert not list(store().quads_for_pattern(None, None, term("elm:Accreditation")))
    assert "Reviewer: Workcred" in words("review:ansi-workcred-cpt-4")
    assert node("review:ansi-workcred-cpt-4", "#note") in objects(
        node("credential:mssc-cpt"), "elm:additionalNote"
    )


def test_both_ends_of_a_range_stay() -> None:
    notes = words("cost:cpt-full-course-bundle")
    assert {"Lowest price: 360", "Highest price: 480"} <= notes
    assert {"Shortest duration: 28 days", "Longest duration: 42 days"} <= words(
        "preparation:single-module"
    )
    assert not any("420" in text for text in notes), "the midpoint"
    assert not list(store().quads_for_pattern(None, term("elm:volumeOfLearning"), None))


def test_a_dispute_is_noted_where_the_fact_is() -> None:
    disputes = [
        iri.value
        for iri in objects(node("credential:mssc-cpt"), "elm:additionalNote")
        if "/dispute/" in iri.value
    ]
    assert disputes
    notes = words(f"dispute:{disputes[0].rpartition('/')[2].partition('#')[0]}")
    assert any(text.startswith("Dispute kind: ") for text in notes)


def test_what_is_required_and_unknown_holds_a_record_back() -> None:
    assert f"{RECORDS}credential/osha-10" in exported().blocked
    diploma = f"{RECORDS}credential/high-school-diploma"
    paths = {finding.path for finding in exported().findings[diploma]}
    assert {"elm:learningOutcome", "dcterms:language"} <= paths
    college = f"{RECORDS}organization/camden-county-college/mssc-cpt"
    assert [finding.path for finding in exported().findings[college]] == ["foaf:homepage"]
    assert not list(store().quads_for_pattern(node("credential:osha-10"), None, None))


def test_a_college_that_asks_one_price_gives_it() -> None:
    [held_back] = [
        document
        for document in credgraph.open().export("elm", force=True).documents()
        if document.name == "elm.not-conforming.ttl"
    ]
    forced = ox.Store()
    forced.load(held_back.content, ox.RdfFormat.TURTLE)
    amount = node("cost:nj-etpl-cpt-cnc-175-hours", "#amount")
    [value] = [q.object for q in forced.quads_for_pattern(amount, term("rdf:value"), None)]
    assert isinstance(value, ox.Literal)
    assert float(value.value) == 4200
    assert len(list(forced.quads_for_pattern(None, term("elm:priceDetail"), None))) >= 2


def test_only_mapped_outcomes_name_esco_skills() -> None:
    skills = objects(node("competency:lean-manufacturing"), "elm:relatedESCOSkill")
    assert skills == [node("esco-skill:82fea746-853f-4f1b-8ab7-55de8619cccd")]
    assert objects(node("competency:lockout-tagout"), "elm:relatedESCOSkill") == []


def test_every_record_that_is_named_is_described() -> None:
    subjects = {quad.subject for quad in store()}
    named = {quad.object for quad in store() if str(quad.object).startswith(f"<{RECORDS}")}
    assert len(named) > 100
    assert named - subjects == set()


def test_terms_are_those_of_elm() -> None:
    if not ELM.is_dir():
        pytest.skip("the registries' vocabularies are not next to this checkout")
    vocabulary = rdflib.Graph().parse(ELM / "ELM.ttl")
    known = {str(subject) for subject in vocabulary.subjects()}
    space = expand("elm:")
    assert space
    nodes = {n.value for quad in store() for n in quad.triple if isinstance(n, ox.NamedNode)}
    used = {iri for iri in nodes if iri.startswith(space)}
    assert len(used) > 25
    assert sorted(used - known) == []


@pytest.mark.parametrize("all_shapes", [False, True], ids=["as-published", "all-shapes"])
def test_it_conforms_to_loq(all_shapes: bool) -> None:
    """The published shape of achievements is deactivated; the export conforms to it as well."""
    if not ELM.is_dir():
        pytest.skip("the shapes of ELM are not next to this checkout")
    rules = rdflib.Graph()
    for name in ("LOQ-constraints.ttl", "LOQ-constraints-mdr.ttl"):
        rules.parse(ELM / name)
    rules.remove((None, rdflib.OWL.imports, None))
    if all_shapes:
        rules.remove((None, rdflib.SH.deactivated, None))
    data = rdflib.Graph().parse(data=exported().content(), format="turtle")
    conforms, _, report = pyshacl.validate(data, shacl_graph=rules)
    assert conforms, report
    assert len(data) > 2000
