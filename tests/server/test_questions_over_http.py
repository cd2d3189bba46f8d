"""The question library and the rest of the API over HTTP: as the library answers, and typed."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

import credgraph
from credgraph.questions import Catalogue
from credgraph.results import Format, render

QUESTIONS = Catalogue()
COSTS = "/api/questions/costs_of_credential"


@pytest.fixture(scope="module")
def document(site: TestClient) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = site.get("/openapi.json").json()
    return found


def exact(text: str) -> Any:
    """Read JSON, each number with all its digits."""
    return json.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_answered_as_the_library_answers(
    site: TestClient, graph: credgraph.CredentialGraph, name: str
) -> None:
    samples = QUESTIONS[name].samples
    expected = graph.ask(name, **samples)
    answer = site.get(f"/api/questions/{name}", params=samples)
    assert answer.status_code == 200, answer.text[:300]
    found = exact(answer.text)
    assert found["rows"] == exact(expected.to_json())
    assert found["sentence"] == graph.sentence(name, expected, **samples)
    assert [column["name"] for column in found["columns"]] == [c.name for c in expected.columns]


@pytest.mark.parametrize("name", [*QUESTIONS][::7])
def test_the_rows_of_every_question_come_as_csv(
    site: TestClient, graph: credgraph.CredentialGraph, name: str
) -> None:
    samples = QUESTIONS[name].samples
    answer = site.get(f"/api/questions/{name}", params=samples, headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text == graph.ask(name, **samples).to_csv()


@pytest.mark.parametrize("name", [*QUESTIONS][::7])
def test_an_answer_as_json_ld_holds_every_cell_as_it_is(
    site: TestClient, graph: credgraph.CredentialGraph, name: str
) -> None:
    samples = QUESTIONS[name].samples
    expected = graph.ask(name, **samples)
    answer = site.get(f"/api/questions/{name}", params={**samples, "format": "jsonld"})
    assert answer.headers["content-type"] == "application/ld+json"
    triples = [quad.triple for quad in ox.parse(answer.content, ox.RdfFormat.JSON_LD)]
    iri = QUESTIONS[name].iri
    for i, column in enumerate(expected.columns):
        cells = [t.object for t in triples if t.predicate.value == f"{iri}#{column.name}"]
        assert sorted(map(str, cells)) == sorted(
            str(row[i]) for row in expected.rows if row[i] is not None
        )


@pytest.mark.parametrize("form", [form for form in Format if form in ("tsv", "srj", "srx", "ttl")])
def test_an_answer_comes_in_the_formats_of_the_command(
    site: TestClient, graph: credgraph.CredentialGraph, form: Format
) -> None:
    answer = site.get(COSTS, params={"credential": "mssc-cpt", "format": form})
    assert answer.text == render(graph.ask("costs_of_credential", credential="mssc-cpt"), form)


def test_an_answer_names_the_sources_and_disputes_of_its_records(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    found = site.get("/api/questions/funders_of_credential?credential=mssc-cpt").json()
    named = {row["program"] for row in found["rows"]} | {found["values"]["credential"]["value"]}
    for iri in named:
        sources = graph.ask("sources_of_record", record=iri)
        here = {(row["source"], row["as_of"]) for row in found["sources"] if row["record"] == iri}
        assert here == {*zip(sources.column("source"), sources.column("as_of"), strict=True)}
        disputes = graph.ask("disputes_of_record", record=iri).column("dispute")
        there = {row["dispute"] for row in found["disputes"] if row["record"] == iri}
        assert there == {*disputes}
    assert any(row["disputed"] for row in found["rows"])
    assert found["disputes"]
    assert found["values"]["credential"]["label"] == "MSSC CPT"


def test_numbers_keep_the_digits_of_their_source(site: TestClient) -> None:
    text = site.get(f"{COSTS}?credential=mssc-cpt").text
    assert '"min_price": 40.00' in text


REFUSED = {
    COSTS: (400, "credential"),
    f"{COSTS}?credential=mssc-cpt&credential=osha-10": (400, "credential"),
    f"{COSTS}?credential=mssc-cpt&colour=red": (400, "colour"),
    f"{COSTS}?credential=": (404, "credential"),
    f"{COSTS}?credential=msc-cpt": (404, "mssc-cpt"),
    f"{COSTS}?credential=toyota": (400, "credential"),
    f"{COSTS}?credential=%3Cx%3E%20%7D": (404, "credential"),
    f"{COSTS}?credential=%ff%fe": (404, "credential"),
    f"{COSTS}?credential=mssc-cpt&format=docx": (406, "csv"),
    "/api/questions/stacks_reaching_pay?pay=lots": (400, "pay"),
    "/api/questions/stacks_reaching_pay?pay=1e999": (400, "pay"),
    "/api/questions/facts_older_than?date=yesterday": (400, "date"),
    "/api/questions/costs_of_credentials": (404, "costs_of_credential"),
    "/api/questions/%3Cscript%3E": (404, "script"),
    "/api/ask": (400, "words"),
    f"/api/ask?words={'x' * 2000}": (400, "words"),
    "/api/describe?what=nothing-like-it": (404, "nothing-like-it"),
    "/api/plan?hold=nothing-like-it": (404, "nothing-like-it"),
    "/api/plan?pay=lots": (400, "pay"),
    "/api/export/ctld": (404, "ctdl"),
    "/api/export/ctdl?ending=.pdf": (406, ".jsonld"),
    "/api/search": (400, "text"),
}


@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_refusal_is_one_sentence_that_says_what_is_wrong(
    site: TestClient, address: str, accept: str
) -> None:
    status, word = REFUSED[address]
    answer = site.get(address, headers={"accept": accept})
    assert answer.status_code == status, answer.text
    if accept == "application/json":
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert word in answer.text
    assert len(answer.text.strip().splitlines()) == 1
    assert len(answer.text) < 1500
    assert "--" not in answer.text


def test_words_are_answered_as_the_question_that_they_ask(site: TestClient) -> None:
    found = site.get("/api/ask", params={"words": "who pays for the CPT"}).json()
    asked = site.get("/api/questions/funders_of_credential?credential=mssc-cpt").json()
    assert found["words"] == "who pays for the CPT"
    assert found["rows"] == asked["rows"]


def test_words_that_are_unclear_get_the_nearest_questions_as_addresses(site: TestClient) -> None:
    answer = site.get("/api/ask", params={"words": "hello world"})
    assert answer.status_code == 422
    nearest = answer.json()["nearest"]
    assert len(nearest) == 3
    for each in nearest:
        assert each["address"].startswith("https://graph.example.org/mirror/api/questions/")
        assert each["summary"] == QUESTIONS[each["question"]].summary


def test_a_plan_is_the_plan_of_the_library(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    from credgraph.planning import render_plan

    plan = graph.plan(hold=["mssc-cpt", "osha-10"], state="Ohio", pay=65000)
    asked = {"hold": ["mssc-cpt", "osha-10"], "state": "Ohio", "pay": "65000"}
    assert site.get("/api/plan", params=asked).text == render_plan(plan, Format.JSON)
    markdown = site.get("/api/plan", params={**asked, "format": "markdown"})
    assert markdown.text == render_plan(plan, Format.MARKDOWN)


def test_a_record_is_described_as_rows_or_as_data(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    found = graph.describe("mssc-cpt")
    answer = site.get("/api/describe", params={"what": "MSSC CPT"})
    body = exact(answer.text)
    assert (body["iri"], body["label"]) == (found.iri, found.label)
    for part in ("facts", "links", "sources", "disputes"):
        assert body[part] == exact(getattr(found, part).to_json())
    turtle = site.get("/api/describe", params={"what": "mssc-cpt", "format": "ttl"})
    assert turtle.text == found.triples.to_turtle()


WRONG = b"""<https://w3id.org/credgraph/id/credential/mine>
  a <https://w3id.org/credgraph/ns#Credential> ."""


def test_a_file_is_checked_as_a_body_and_in_a_form(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    body = site.post("/api/validate", content=WRONG, headers={"content-type": "text/turtle"})
    form = site.post("/api/validate", files={"file": ("mine.ttl", WRONG)})
    assert body.status_code == form.status_code == 200
    assert body.json() == form.json()
    assert body.json()["conforms"] is False
    shapes = [finding["shape"] for finding in body.json()["findings"]]
    file = io.BytesIO(WRONG)
    file.name = "mine.ttl"
    assert shapes == [finding.shape for finding in graph.validate(file)]
    as_csv = site.post("/api/validate?format=csv", files={"file": ("mine.ttl", WRONG)})
    assert [row["shape"] for row in csv.DictReader(io.StringIO(as_csv.text))] == shapes


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"this is no Turtle", "text/turtle", 400),
        (b"", "text/turtle", 400),
        (b"{}", "application/json", 400),
        (b"\xff\xfe\x00", "text/turtle", 400),
        (b"a,b\n1,2", "text/csv", 415),
        (b"x", "", 415),
        (b"--x\r\n\r\n", "multipart/form-data", 400),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 400),
        (b"<a:a> <a:b> " + b"[" * 100_000, "text/turtle", 400),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    site: TestClient, content: bytes, kind: str, status: int
) -> None:
    answer = site.post("/api/validate", content=content, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert len(answer.text.strip().splitlines()) == 1


def test_an_export_is_that_of_the_library(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    expected = graph.export("schema-org", records=["mssc-cpt"])
    ending = next(iter(expected.profile.whole))
    answer = site.get("/api/export/schema-org", params={"record": "mssc-cpt"})
    assert answer.content == expected.content(ending)
    assert answer.headers["x-credgraph-held-back"] == "0"
    listed = {each["profile"]: each["endings"] for each in site.get("/api/export").json()}
    assert ending in listed["schema-org"]


def test_the_document_has_a_typed_operation_for_each_question(document: dict[str, Any]) -> None:
    for question in QUESTIONS.values():
        operation = document["paths"][f"/api/questions/{question.name}"]["get"]
        assert operation["operationId"] == question.name
        assert operation["summary"] == question.summary
        *given, form = operation["parameters"]
        assert [each["name"] for each in given] == [each.name for each in question.parameters]
        assert [str(each["example"]) for each in given] == [*question.samples.values()]
        assert all(each["required"] for each in given)
        assert form["name"] == "format"
        content = operation["responses"]["200"]["content"]
        assert {"application/json", "text/csv", "application/ld+json"} <= {*content}
        [_, rows] = content["application/json"]["schema"]["allOf"]
        row = rows["properties"]["rows"]["items"]
        assert row["required"] == [column.name for column in question.columns]


def test_answers_are_of_the_type_that_the_document_states(
    site: TestClient, document: dict[str, Any]
) -> None:
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    for name in [*QUESTIONS][::6]:
        answer = site.get(f"/api/questions/{name}", params=QUESTIONS[name].samples).json()
        operation = document["paths"][f"/api/questions/{name}"]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        assert [*validator(whole).iter_errors(answer)] == [], name


def test_the_list_of_questions_names_each_with_an_address_that_answers(site: TestClient) -> None:
    listed = site.get("/api/questions").json()
    assert [entry["name"] for entry in listed] == [*QUESTIONS]
    for entry in listed[::20]:
        address = entry["example"].removeprefix("https://graph.example.org/mirror")
        assert site.get(address).status_code == 200
    turtle = site.get("/api/questions", headers={"accept": "text/turtle"})
    assert len([*ox.parse(turtle.content, ox.RdfFormat.TURTLE)]) > 4 * len(QUESTIONS)
