"""What a source says with a hedge, or does not say at all, is not told as a plain fact."""

from __future__ import annotations

import pytest

import credgraph
from credgraph.planning.funding import funding_question
from credgraph.rdf.namespaces import RECORDS, term
from credgraph.resources import root
from credgraph.results.table import Table
from credgraph.store.embedded import in_memory

STATED = {(q.subject, q.predicate, q.object) for q in in_memory().triples}

# Record and property, by the word with which the guide hedges it.
HEDGED = [
    ("funding-program:wioa", "cg:forAudience", "many transitioning workers"),
    ("organization:american-job-centers", "cg:administers", "many job centers"),
    ("organization:cte-high-schools", "cg:administers", "many schools"),
    ("funding-program:community-college-bundling", "dcterms:relation", "many AAS programs"),
    ("funding-program:gi-bill-apprenticeship", "cg:throughRegisteredApprenticeship", "many"),
    ("job-role:production-technician", "cg:expectsCredential", "most often"),
    ("job-role:manufacturing-operator", "cg:expectsCredential", "most often"),
    ("job-role:apprentice-maintenance-technician", "cg:expectsCredential", "most often"),
    ("job-role:mechatronics-technician", "cg:expectsCredential", "typically"),
    ("job-role:mechatronics-technician", "cg:expectsOneOf", "typically"),
    ("apprenticeship:employer-sponsored", "cg:includesCredential", "most large manufacturers"),
    ("apprenticeship:employer-sponsored", "cg:paysFees", "typically"),
    ("apprenticeship:employer-sponsored", "cg:paidRelease", "typically"),
    ("apprenticeship:employer-sponsored", "cg:leadsToCredential", "often"),
]


@pytest.mark.parametrize(("record", "hedged", "word"), HEDGED)
def test_what_the_guide_says_of_many_or_most_is_marked_as_rough(
    record: str, hedged: str, word: str
) -> None:
    assert (term(record), term("cg:approximates"), term(hedged)) in STATED, word
    assert any(s == term(record) and p == term(hedged) for s, p, _ in STATED)


def test_an_answer_about_apprenticeships_shows_what_is_said_roughly(
    graph: credgraph.CredentialGraph,
) -> None:
    rows = graph.ask("apprenticeships_including_credential", credential="mssc-cpt")
    roughly = dict(zip(rows.column("apprenticeship_label"), rows.column("roughly"), strict=True))
    assert "pays fees" in roughly["Employer-sponsored apprenticeship"]
    assert roughly["BMW Scholars"] is None
    for row in rows:
        said = {p for s, p, o in STATED if s == term(f"apprenticeship:{_slug(row)}")}
        assert (term("cg:approximates") in said) == bool(row["roughly"])


def test_a_registered_apprenticeship_is_not_taken_for_an_employers(
    graph: credgraph.CredentialGraph,
) -> None:
    rows = graph.ask("apprenticeships_including_credential", credential="mssc-cpt")
    by_name = {_slug(row): row for row in rows}
    registered, sponsored = by_name["dol-registered"], by_name["employer-sponsored"]
    assert (registered["registered"], registered["pays_fees"]) == (True, None)
    assert registered["min_duration"] is registered["paid_release"] is None
    assert (sponsored["registered"], sponsored["pays_fees"]) == (None, True)
    assert (sponsored["min_duration"], sponsored["max_duration"]) == ("P3Y", "P4Y")


def _slug(row: dict[str, str]) -> str:
    return row["apprenticeship"].rpartition("/")[2]


# Who works through apprenticeships only, whatever the guide says that it pays for.
@pytest.mark.parametrize("credential", ["mssc-cpt", "cpt-mt"])
@pytest.mark.parametrize("audience", [None, "veteran", "career-changer"])
@pytest.mark.parametrize("area", [None, "us-sc"])
def test_a_program_for_apprentices_alone_never_ranks_as_paying_for_the_credential_itself(
    credential: str, audience: str | None, area: str | None, graph: credgraph.CredentialGraph
) -> None:
    name, values = funding_question(f"{RECORDS}credential/{credential}", audience, area)
    only = {s.value for s, p, o in STATED if p == term("cg:throughRegisteredApprenticeship")}
    assert f"{RECORDS}funding-program/apprenticeship-carolina" in only
    names = [name, "funding_to_try_first"] if audience and not area else [name]
    for asked in names:
        rows = [row for row in graph.ask(asked, **values) if row["program"] in only]
        assert rows
        assert all("apprenticeship" in row["pays_for"] for row in rows), asked


def test_programs_for_apprentices_alone_are_not_counted_as_paying_for_it(
    graph: credgraph.CredentialGraph,
) -> None:
    [overview] = graph.ask("credential_overview", credential="mssc-cpt")
    rows = graph.ask("funders_of_credential", credential="mssc-cpt")
    itself = {row["program"] for row in rows if row["pays_for"] == "the credential"}
    assert overview["programs"] == len(itself) == 6


def test_the_gi_bill_is_not_narrowed_to_one_of_its_chapters() -> None:
    kinds = {
        o
        for s, p, o in STATED
        if s == term("funding-program:gi-bill-apprenticeship") and p == term("cg:fundingType")
    }
    assert kinds == {term("financialAid:Apprenticeship"), term("financialAid:Military")}


def test_wioa_is_said_to_cover_many_and_to_be_unchecked_in_states_and_territories(
    graph: credgraph.CredentialGraph,
) -> None:
    for area in ("SC", "PR"):
        [row] = [
            row
            for row in graph.ask(
                "funding_for_credential_in_state", credential="mssc-cpt", area=area
            )
            if row["program_label"] == "WIOA grant"
        ]
        assert "for many but not for all" in row["coverage"]
        assert "or in any territory" in row["disputed"]


@pytest.mark.parametrize(
    ("credential", "kind"),
    [
        ("fanuc-nocti", "Certification (our judgement)"),
        ("pmmi-mechatronics", "Certification (our judgement)"),
        ("nims-machining-1", "Certification (our judgement)"),
        ("rockwell-controllogix", "Certificate (our judgement)"),
        ("mssc-cpt", "Certification"),
    ],
)
def test_a_kind_that_no_source_states_is_shown_as_our_judgement(
    credential: str, kind: str, graph: credgraph.CredentialGraph
) -> None:
    [overview] = graph.ask("credential_overview", credential=credential)
    assert overview["kinds"] == kind
    listed = {row["credential"]: row for row in graph.ask("credentials_listed")}
    assert listed[f"{RECORDS}credential/{credential}"]["kind_label"] == kind
    compared = graph.ask("compare_two_credentials", credential=credential, other="osha-10")
    assert {row["aspect"]: row["first"] for row in compared}["Kind"] == kind


def test_a_status_that_no_source_states_is_shown_as_our_judgement(
    graph: credgraph.CredentialGraph,
) -> None:
    listed = {row["credential"]: row for row in graph.ask("credentials_listed")}
    for credential in ("mssc-cpt", "cpt-mt"):
        label = listed[f"{RECORDS}credential/{credential}"]["status_label"]
        assert label == "Active (our judgement)"
    assert listed[f"{RECORDS}credential/nims-machining-1"]["status_label"] is None


def test_sources_from_before_version_4_speak_of_one_unversioned_edition(
    graph: credgraph.CredentialGraph,
) -> None:
    earlier = f"{RECORDS}credential/mssc-cpt-3"
    [row] = [
        row
        for row in graph.ask("versions_of_credential", credential="mssc-cpt")
        if row["credential"] == earlier
    ]
    assert (row["credential_label"], row["version"]) == ("MSSC CPT before 4.0", None)
    for record in (
        "identifier:dod-cool-mssc-cpt cg:identifies",
        "accreditation:ansi-iso-17024-2011 cg:reviewed",
        "preparation:integrated-course-2011 cg:preparesFor",
        "preparation:full-cpt-imt cg:preparesFor",
    ):
        subject, predicate = map(term, record.split())
        found = [o.value for s, p, o in STATED if s == subject and p == predicate]
        assert found == [earlier], record


@pytest.mark.parametrize(
    "employer",
    ["lockheed-martin", "northrop-grumman", "pepsico", "rtx", "tyson-foods", "unilever"],
)
def test_an_employer_with_several_lines_of_business_has_no_industry_code(
    employer: str, graph: credgraph.CredentialGraph
) -> None:
    facts = graph.ask("facts_of_record", record=f"{RECORDS}organization/{employer}")
    properties = facts.column("property")
    assert "https://w3id.org/credgraph/ns#inIndustry" in properties
    assert "http://www.w3.org/ns/org#classification" not in properties


# ESCO skills that are about doing, by the first word of their name.
DOING = {"follow", "handle", "keep", "maintain", "manage", "measure", "mitigate", "operate"}
DOING |= {"perform", "schedule", "use", "work", "identify", "interpret", "make"}
# What is about doing here too, by its name or by the guide's "reading".
DONE_HERE = {
    "data-driven-decision-making",
    "electrical-schematics",
    "geometric-dimensioning-and-tolerancing",
    "hazard-recognition",
    "technical-documentation",
}


def test_a_topic_to_know_is_no_close_match_of_a_skill_to_do(
    graph: credgraph.CredentialGraph,
) -> None:
    found = graph.query(
        "SELECT ?c ?name { ?c a cg:Competency ; skos:closeMatch ?e . ?e rdfs:label ?name "
        "FILTER(CONTAINS(STR(?e), 'esco')) } ORDER BY ?c"
    )
    assert isinstance(found, Table)
    close = {row["c"].rpartition("/")[2]: row["name"] for row in found}
    assert {name for name, skill in close.items() if skill.split()[0] in DOING} == DONE_HERE
    assert "manage emergency procedures" not in close.values()


def test_a_narrower_occupation_is_no_close_match() -> None:
    close = {s for s, p, o in STATED if p == term("skos:closeMatch") and "/esco/" in o.value}
    assert term("occupation:soc-49-9071") not in close
    assert term("occupation:soc-49-9041") in close


def test_praise_keeps_its_measure() -> None:
    text = (root() / "data" / "pathways.ttl").read_text("utf-8")
    assert "a strong set of entry credentials for any manufacturer in the country" in text


@pytest.mark.parametrize("name", ["credential_overview", "paying_out_of_pocket"])
def test_a_price_that_is_given_roughly_is_called_that(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    table = graph.ask(name, credential="mssc-cpt")
    assert set(table.column("roughly")) <= {"about", "roughly"}
    if name == "paying_out_of_pocket":
        said = graph.sentence(name, table, credential="mssc-cpt")
        assert "360 to 480 USD, roughly" in said
