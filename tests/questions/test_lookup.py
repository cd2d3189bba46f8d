"""Finding records by slug, label, code, CURIE or IRI."""

from __future__ import annotations

import pytest

import credgraph
from credgraph.errors import BadParameter, CredGraphError, UnknownRecord
from credgraph.questions.catalogue import Parameter

CREDENTIAL = Parameter("credential", "Credential", "iri", "cg:Credential", "mssc-cpt")
ANYTHING = Parameter("what", "Record", "iri", "", "mssc-cpt")
AREA = Parameter("area", "State", "iri", "cg:Area", "SC")
AUDIENCE = Parameter("audience", "Audience", "iri", "skos:Concept", "veteran")
CPT = "https://w3id.org/credgraph/id/credential/mssc-cpt"


@pytest.mark.parametrize(
    ("typed", "parameter", "found"),
    [
        ("mssc-cpt", CREDENTIAL, CPT),
        ("MSSC-CPT", CREDENTIAL, CPT),
        (CPT, CREDENTIAL, CPT),
        (f"<{CPT}>", CREDENTIAL, CPT),
        ("credential:mssc-cpt", CREDENTIAL, CPT),
        ("certified production technician", CREDENTIAL, CPT),
        ("SC", AREA, "https://w3id.org/credgraph/id/area/us-sc"),
        ("south carolina", AREA, "https://w3id.org/credgraph/id/area/us-sc"),
        ("veteran", AUDIENCE, "https://purl.org/ctdl/vocabs/audience/FormerMilitary"),
        ("CurrentStudent", AUDIENCE, "https://purl.org/ctdl/vocabs/audience/CurrentStudent"),
        ("Toyota", ANYTHING, "https://w3id.org/credgraph/id/organization/toyota"),
    ],
)
def test_a_record_is_found(
    typed: str, parameter: Parameter, found: str, graph: credgraph.CredentialGraph
) -> None:
    assert graph.records.find(typed, parameter).value == found


def test_a_record_of_another_class_is_named_for_what_it_is(
    graph: credgraph.CredentialGraph,
) -> None:
    wanted = "^mssc is an issuer; --credential expects a credential, such as mssc-cpt$"
    with pytest.raises(BadParameter, match=wanted):
        graph.records.find("mssc", CREDENTIAL)


def test_a_misspelt_name_suggests_the_nearest(graph: credgraph.CredentialGraph) -> None:
    with pytest.raises(UnknownRecord, match=r"holds no credential called 'mssc-ctp'; .*mssc-cpt"):
        graph.records.find("mssc-ctp", CREDENTIAL)


def test_an_ambiguous_name_lists_its_records(graph: credgraph.CredentialGraph) -> None:
    with pytest.raises(UnknownRecord, match="competency:iso-9001 or standard:iso-9001"):
        graph.records.find("iso-9001", ANYTHING)


@pytest.mark.parametrize("typed", ["", " ", "\x00", "http://", "a b c", "<>", "é" * 1000, "'\"}"])
def test_nonsense_is_unknown(typed: str, graph: credgraph.CredentialGraph) -> None:
    with pytest.raises(UnknownRecord):
        graph.records.find(typed, CREDENTIAL)


@pytest.mark.parametrize("text", ["\ud800", "mssc-cpt\udfff"])
def test_half_a_character_is_refused_in_a_sentence(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    for ask in (
        lambda: graph.ask("costs_of_credential", credential=text),
        lambda: graph.ask("search_by_name", text=text),
        lambda: graph.describe(text),
        lambda: graph.plan(hold=[text]),
    ):
        with pytest.raises(CredGraphError, match="half a character"):
            ask()
