"""Open Badges: achievements awarded to nobody, with required fields and terms of the context."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT

import credgraph
from credgraph.export import Export
from credgraph.export.profiles.open_badges import _KEYS, _TYPES
from credgraph.rdf.namespaces import compact, expand, term

VOCAB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
CONTEXT = {
    "Achievement": {
        "achievementType": f"{VOCAB}achievementType",
        "alignment": f"{VOCAB}alignment",
        "creator": f"{VOCAB}creator",
        "criteria": f"{VOCAB}Criteria",
        "description": "https://schema.org/description",
        "fieldOfStudy": f"{VOCAB}fieldOfStudy",
        "name": "https://schema.org/name",
        "otherIdentifier": f"{VOCAB}otherIdentifier",
        "related": f"{VOCAB}related",
        "tag": "https://schema.org/keywords",
        "version": f"{VOCAB}version",
    },
    "Alignment": {
        "targetCode": f"{VOCAB}targetCode",
        "targetDescription": "https://schema.org/targetDescription",
        "targetFramework": "https://schema.org/targetFramework",
        "targetName": "https://schema.org/targetName",
        "targetType": f"{VOCAB}targetType",
        "targetUrl": "https://schema.org/targetUrl",
    },
    "Criteria": {"narrative": f"{VOCAB}narrative"},
    "IdentifierEntry": {
        "identifier": f"{VOCAB}identifier",
        "identifierType": f"{VOCAB}identifierType",
    },
    "Profile": {
        "description": "https://schema.org/description",
        "name": "https://schema.org/name",
        "url": "https://schema.org/url",
    },
    "Related": {"version": f"{VOCAB}version"},
}
"""The terms of context-3.0.3.json that are used here, by class: facts about it, not a copy."""
CLASSES = {"Alignment": "https://schema.org/AlignmentObject"}
REQUIRED = {
    "Achievement": {"id", "type", "name", "description", "criteria"},
    "Alignment": {"type", "targetName", "targetUrl"},
    "Criteria": {"narrative"},
    "IdentifierEntry": {"type", "identifier", "identifierType"},
    "Profile": {"id", "type"},
    "Related": {"id", "type"},
}


@pytest.fixture(scope="module")
def exported(graph: credgraph.CredentialGraph) -> Export:
    return graph.export("open-badges")


@pytest.fixture(scope="module")
def achievements(exported: Export) -> list[Any]:
    return list(json.loads(exported.content())["@graph"])


def nodes(value: Any, key: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of a document with its class."""
    if isinstance(value, list):
        for each in value:
            yield from nodes(each, key)
    elif isinstance(value, dict):
        yield ("Criteria" if key == "criteria" else value["type"][0]), value
        for name, each in value.items():
            yield from nodes(each, name)


def test_every_key_is_a_term_of_the_context_and_nothing_required_is_missing(
    achievements: list[Any],
) -> None:
    classes = set()
    for kind, node in nodes(achievements):
        classes.add(kind)
        assert set(node) - {"id", "type"} <= set(CONTEXT[kind])
        assert REQUIRED[kind] <= set(node)
        assert all(value not in ("", [], None) for value in node.values())
    assert classes == set(CONTEXT)


def test_keys_and_classes_stand_for_the_terms_that_the_context_gives_them() -> None:
    terms = {(key, iri) for keys in CONTEXT.values() for key, iri in keys.items()}
    assert {(key, str(expand(curie))) for curie, key in _KEYS.items()} == terms
    for curie, name in _TYPES.items():
        assert expand(curie) == CLASSES.get(name, VOCAB + name)


def test_a_document_names_the_contexts(exported: Export) -> None:
    documents = [json.loads(d.content) for d in exported.documents() if d.name != "coverage.json"]
    assert len(documents) > 5
    for document in documents:
        assert document["@context"] == [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ]


def test_the_credential_is_aligned_to_its_ctid(achievements: list[Any]) -> None:
    quads: Any = ox.parse(path=str(ROOT / "data" / "ctids.ttl"), format=ox.RdfFormat.TURTLE)
    minted = {q.subject.value: q.object.value for q in quads if q.predicate == term("ceterms:ctid")}
    for achievement in achievements:
        [own] = [a for a in achievement["alignment"] if a["targetType"] == "ceterms:Credential"]
        assert own["targetUrl"] == achievement["id"]
        assert own["targetCode"] == minted[achievement["id"]]
        assert "not registered" in own["targetDescription"]


def test_nobody_has_earned_anything(exported: Export) -> None:
    text = exported.content().decode()
    assert "credentialSubject" not in text
    assert "AchievementSubject" not in text
    assert "@" not in text.replace('"@context"', "").replace('"@graph"', ""), "no address of mail"


def of(achievements: list[Any], slug: str) -> Any:
    [found] = [each for each in achievements if each["id"].endswith(f"/{slug}")]
    return found


def test_criteria_say_what_must_be_passed_and_what_not(achievements: list[Any]) -> None:
    cpt = of(achievements, "mssc-cpt")
    [required] = re.findall(r"Pass each of these modules: ([^.]*)\.", cpt["criteria"]["narrative"])
    assert required.split("; ")[0] == "Safety"
    assert "Green Production" not in required
    assert "Not needed: Green Production." in cpt["criteria"]["narrative"]
    assert "Green Production" not in [a["targetName"] for a in cpt["alignment"]]
    assert "fewest items: 80" in cpt["criteria"]["narrative"]
    assert "most items: 101" in cpt["criteria"]["narrative"]
    assert "is approximate in: time allowed" in cpt["criteria"]["narrative"]


def test_an_achievement_without_known_criteria_is_held_back(exported: Export) -> None:
    held = {compact(entity) for entity in exported.blocked}
    assert "credential:mssc-cpt" not in held
    assert {"credential:nims-machining-1", "credential:osha-10"} <= held
    for entity in exported.blocked:
        assert exported.findings[entity][0].path in {"ob:Criteria", "ob:creator"}


def test_a_disputed_credential_says_so(achievements: list[Any]) -> None:
    text = of(achievements, "mssc-cpt")["description"]
    assert "Disputed (unconfirmed): CPT on most state lists." in text


def test_one_achievement_alone_still_knows_the_version_of_what_is_related(
    graph: credgraph.CredentialGraph,
) -> None:
    exported = graph.export("open-badges", records=["cpt-plus"])
    [document] = [d for d in exported.documents() if d.name == "credential/cpt-plus.json"]
    assert {"version": "4.0"}.items() <= json.loads(document.content)["related"][0].items()
