"""The graph as tools and resources, asked by the client of the protocol's own package."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import pytest
from mcp import Client, MCPError
from mcp.types import CallToolResult, TextContent, TextResourceContents

from credgraph import CredentialGraph
from credgraph.rdf import prefixes
from credgraph.server.answering import Service
from credgraph.server.assistants import assistant_server
from credgraph.server.settings import Settings

Told = TypeVar("Told")
LOOPS: dict[Service, asyncio.AbstractEventLoop] = {}
SECONDS = 240
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def talk(service: Service, session: Callable[[Client], Awaitable[Told]]) -> Told:
    """Return what a session with an assistant's client gives."""

    async def whole() -> Told:
        async with Client(assistant_server(service)) as client:
            return await session(client)

    return in_its_loop(service, whole)


def in_its_loop(service: Service, work: Callable[[], Awaitable[Told]]) -> Told:
    async def done() -> Told:
        return await work()

    return asyncio.run_coroutine_threadsafe(done(), LOOPS[service]).result(SECONDS)


def call(service: Service, tool: str, **arguments: Any) -> CallToolResult:
    async def session(client: Client) -> CallToolResult:
        return await client.call_tool(tool, arguments)

    return talk(service, session)


def read(service: Service, uri: str) -> str:
    async def session(client: Client) -> str:
        [content] = (await client.read_resource(uri)).contents
        assert isinstance(content, TextResourceContents)
        return content.text

    return talk(service, session)


def text_of(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


def data_of(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, text_of(result)
    found = result.structured_content
    assert isinstance(found, dict)
    return found


@contextmanager
def started(settings: Settings) -> Iterator[Service]:
    """Run a service in an event loop of its own, in a thread."""

    async def start() -> Service:
        made = Service(settings)
        await made.start()
        return made

    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, daemon=True).start()
    service = asyncio.run_coroutine_threadsafe(start(), loop).result(SECONDS)
    LOOPS[service] = loop
    yield service
    in_its_loop(service, service.close)
    loop.call_soon_threadsafe(loop.stop)


@pytest.fixture(scope="module")
def service(disk: Path) -> Iterator[Service]:
    with started(Settings(store=str(disk), seconds=20)) as made:
        yield made


def test_each_tool_says_what_it_takes_with_an_example_of_each_argument(service: Service) -> None:
    tools = talk(service, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} >= {"search", "ask", "ask_in_words", "describe", "query"}
    for tool in tools:
        assert tool.description
        assert tool.output_schema
        assert tool.annotations
        assert tool.annotations.read_only_hint
        for name, argument in tool.input_schema.get("properties", {}).items():
            assert argument["description"], f"{tool.name}.{name}"
            assert argument["examples"], f"{tool.name}.{name}"
            assert "type" in argument or "anyOf" in argument


def test_the_examples_of_each_tool_are_answered(service: Service) -> None:
    async def session(client: Client) -> list[tuple[str, CallToolResult]]:
        answers = []
        for tool in (await client.list_tools()).tools:
            given = {k: v["examples"][0] for k, v in tool.input_schema["properties"].items()}
            answers.append((tool.name, await client.call_tool(tool.name, given)))
        return answers

    for name, result in talk(service, session):
        answer = data_of(result)
        assert answer["sentence"], name
        assert answer["rows"], name
        assert text_of(result).startswith(answer["sentence"]), name


def test_every_question_is_answered_as_the_library_answers_it(
    service: Service, graph: CredentialGraph
) -> None:
    async def session(client: Client) -> dict[str, CallToolResult]:
        return {
            name: await client.call_tool(
                "ask", {"question": name, "values": question.samples, "limit": 500}
            )
            for name, question in graph.questions.items()
        }

    for name, result in talk(service, session).items():
        answer, table = data_of(result), graph.ask(name, **graph.questions[name].samples)
        assert [*answer["columns"]] == [column.name for column in table.columns], name
        stated = [{k: v for k, v in row.items() if v is not None} for row in table][:500]
        assert answer["rows"] == stated, name
        assert answer["truncated"] == (len(table) > 500), name
        sentence = graph.sentence(name, table, **graph.questions[name].samples)
        assert not sentence or answer["sentence"] == sentence, name


def test_a_question_in_words_says_how_it_was_understood_and_what_it_left_out(
    service: Service,
) -> None:
    result = call(service, "ask_in_words", words="who paid for the CPT in 2019")
    answer = data_of(result)
    assert answer["question"] in text_of(result)
    assert answer["notes"] == [
        'Understood as funders_of_credential {"credential": "mssc-cpt"}.',
        "Not taken into account: 2019.",
    ]


def test_an_answer_names_sources_with_their_dates_disputes_and_our_judgement(
    service: Service,
) -> None:
    result = call(service, "describe", record="mssc-cpt")
    answer, text = data_of(result), text_of(result)
    [guide] = [each for each in answer["sources"] if each["label"] == "MSSC CPT guide"]
    assert guide["as_of"] == "2026-05-19"
    assert "Cost and funding" in guide["sections"]
    assert "MSSC CPT guide (as of 2026-05-19)" in text
    judged = [each["label"] for each in answer["sources"] if each["our_own_judgement"]]
    assert judged == ["CredGraph editors"]
    assert "CredGraph editors, our own judgement" in text
    disputed = {each["label"]: each for each in answer["disputes"]}
    listed = disputed["CPT on most state lists"]
    assert (listed["kind"], listed["claimed_by"]) == ("unconfirmed", "MSSC CPT guide")
    assert {each["source"] for each in listed["counter_claims"]} >= {
        "New Jersey industry credential list"
    }
    assert "DISPUTED:\n- CPT on most state lists (unconfirmed)" in text


def test_what_is_left_out_is_said_in_data_and_in_text(service: Service) -> None:
    whole = data_of(call(service, "ask", question="credentials_listed", limit=500))
    result = call(service, "ask", question="credentials_listed", limit=2)
    answer = data_of(result)
    assert answer["truncated"]
    assert not whole["truncated"]
    assert answer["rows"] == whole["rows"][:2]
    said = f"Only the first 2 of {len(whole['rows'])} rows are given"
    assert said in text_of(result)
    assert any("are not listed" in note for note in whole["notes"])

    every = data_of(call(service, "query", sparql="SELECT * { ?s ?p ?o }", limit=3))
    assert (len(every["rows"]), every["truncated"]) == (3, True)
    links = call(service, "describe", record="mssc-cpt", limit=5)
    assert len(data_of(links)["links"]) == 5
    assert re.search(r"Only the first 5 of \d+ links", text_of(links))


def test_a_plan_gives_its_steps_as_rows_and_what_they_rest_on(service: Service) -> None:
    result = call(service, "plan", hold=["osha-10"], audience="veteran", state="SC", pay=65000)
    answer = data_of(result)
    steps = [row["credential_label"] for row in answer["rows"]]
    assert steps == ["MSSC CPT", "Siemens SMSCP Level 2", "AAS in Mechatronics"]
    assert "min_cost" not in answer["rows"][1]  # what no source states is absent, and not zero
    assert answer["sources"]
    assert answer["disputes"]
    assert "Step 1: MSSC CPT" in text_of(result)
    none = data_of(call(service, "plan", pay=900_000))
    assert none["rows"] == []
    assert none["sentence"].startswith("Nothing in the graph gets to $900,000")


def test_a_query_answers_in_each_form(service: Service) -> None:
    assert (
        data_of(call(service, "query", sparql="ASK { ?c a cg:Credential }"))["sentence"] == "Yes."
    )
    built = data_of(call(service, "query", sparql="CONSTRUCT WHERE { ?c a cg:PayBand }"))
    assert [*built["columns"]] == ["subject", "predicate", "object"]
    misspelt = call(service, "query", sparql="SELECT ?c { ?c a cg:Credentail }")
    assert "did you mean cg:Credential?" in text_of(misspelt)


def test_no_more_rows_leave_a_worker_than_an_assistant_reads(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()

    async def noted(request: dict[str, Any], *rest: Any) -> Any:
        asked.append(request["rows"])
        return await ask(request, *rest)

    ask = service.source._ask  # type: ignore[attr-defined]
    monkeypatch.setattr(service.source, "_ask", noted)
    answer = data_of(call(service, "query", sparql="SELECT * { ?s ?p ?o }", limit=7))
    assert (asked[0], len(answer["rows"]), answer["truncated"]) == (8, 7, True)


def test_numbers_keep_their_digits(service: Service) -> None:
    sparql = """SELECT * { VALUES (?a ?b ?c ?d ?e) {
        (40.00 0.1 12345678901234567890.123456789 "about 40"^^xsd:integer "NaN"^^xsd:double) } }"""
    [row] = data_of(call(service, "query", sparql=sparql))["rows"]
    assert row == {
        "a": 40,
        "b": 0.1,
        "c": "12345678901234567890.123456789",
        "d": "about 40",
        "e": "NaN",
    }


DEEP: Any = []
for _ in range(100):
    DEEP = [DEEP]
HOSTILE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("ask_in_words", {"words": "x" * 10**6}, "at most 500 characters"),
    ("ask_in_words", {"words": ""}, "at least 1 character"),
    ("ask_in_words", {"words": "how is the weather"}, "ask one of"),
    ("ask_in_words", {}, "field required"),
    ("ask_in_words", {"words": ["who"]}, "valid string"),
    ("ask_in_words", {"words": "who", "word": 1}, "choose from words, limit"),
    ("ask_in_words", {"words": "who", "limit": 10**9}, "less than or equal to 500"),
    ("ask", {"question": "costs_of_credentia"}, "ask costs_of_credential"),
    ("ask", {"question": "xyz"}, "list_questions"),
    ("ask", {"question": "costs_of_credential"}, "its parameters: credential"),
    ("ask", {"question": "costs_of_credential", "values": {"x": 1}}, "its parameters: credential"),
    ("ask", {"question": "costs_of_credential", "values": {"credential": "mssc-cptt"}}, "mssc-cpt"),
    ("ask", {"question": "costs_of_credential", "values": {"credential": DEEP}}, "valid string"),
    ("ask", {"question": "stacks_reaching_pay", "values": {"pay": "much"}}, "such as 65000"),
    ("ask", {"question": "costs_of_credential", "values": {"credential": "\x00\ud800"}}, ""),
    ("describe", {"record": "mssc-cptt"}, "did you mean"),
    ("describe", {"record": "<x> } DROP ALL #"}, "holds no record"),
    ("plan", {"pay": "a lot"}, "valid integer"),
    ("plan", {"state": "Atlantis"}, "holds no"),
    ("plan", {"hold": ["a"] * 21}, "at most 20"),
    ("query", {"sparql": "SELEC"}, "SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
    ("query", {"sparql": "DROP ALL"}, ""),
    ("query", {"sparql": f"SELECT * {{ {'{' * 9000} }}"}, ""),
    ("query", {"sparql": "x" * 20_001}, "at most 20000"),
    ("no_such_tool", {}, "choose from ask_in_words"),
    ("x" * 10**5, DEEP and {"a": DEEP}, "choose from ask_in_words"),
)


@pytest.mark.parametrize(("tool", "arguments", "hint"), HOSTILE, ids=lambda v: str(v)[:30])
def test_what_cannot_be_answered_is_said_in_one_sentence(
    service: Service, tool: str, arguments: dict[str, Any], hint: str
) -> None:
    result = call(service, tool, **arguments)
    sentence = text_of(result)
    assert result.is_error
    assert hint in sentence
    assert "\n" not in sentence
    assert len(sentence) < 600
    assert "fault of ours" not in sentence
    assert "--" not in sentence  # which is how the command takes its arguments


def test_a_runaway_is_ended_at_the_deadline_and_the_next_call_is_answered(disk: Path) -> None:
    with started(Settings(store=str(disk), seconds=5, workers=1)) as service:
        stopped = call(service, "query", sparql=RUNAWAY)
        assert stopped.is_error
        assert "stopped after" in text_of(stopped)
        assert data_of(call(service, "ask", question="credentials_listed"))["rows"]


def test_an_answer_beyond_the_rows_of_a_service_is_cut_and_a_question_is_refused(
    disk: Path,
) -> None:
    with started(Settings(store=str(disk), rows=200)) as service:
        cut = data_of(call(service, "query", sparql="SELECT * { ?s ?p ?o }", limit=199))
        assert (len(cut["rows"]), cut["truncated"]) == (199, True)
        refused = call(service, "query", sparql="SELECT * { ?s ?p ?o }", limit=200)
        assert "make it smaller" in text_of(refused)
        assert call(service, "ask", question="facts_behind_plans").is_error


def test_many_calls_at_once_each_get_their_own_answer(service: Service) -> None:
    names = ["MSSC CPT", "Toyota", "Siemens SMSCP Level 2", "WIOA grant", "AAS in Mechatronics"] * 6

    async def session(client: Client) -> list[CallToolResult]:
        calls = (client.call_tool("describe", {"record": name, "limit": 1}) for name in names)
        return await asyncio.gather(*calls)

    for name, result in zip(names, talk(service, session), strict=True):
        assert data_of(result)["sentence"].startswith(f"{name} (")


def test_a_record_a_question_and_the_list_can_be_read(service: Service) -> None:
    assert read(service, "credgraph://record/credential/mssc-cpt").startswith(
        "MSSC CPT (credential:mssc-cpt):"
    )
    assert "SELECT" in read(service, "credgraph://question/costs_of_credential")
    listed = read(service, "credgraph://questions")
    assert "| costs_of_credential | What does a credential cost? | credential: " in listed


def test_every_term_of_the_ontology_is_defined(service: Service, graph: CredentialGraph) -> None:
    defined = "SELECT ?t { ?t rdfs:isDefinedBy <https://w3id.org/credgraph> }"
    terms = {f"cg:{term.rpartition('#')[2]}" for term in graph.query(defined).column("t")}  # type: ignore[union-attr]
    assert len(terms) > 150
    rows = [line.split(" | ") for line in read(service, "credgraph://terms").splitlines()]
    assert {row[0].removeprefix("| ") for row in rows if row[0].startswith("| cg:")} == terms
    assert all(row[2] for row in rows)


def test_the_queries_of_the_guide_give_rows(service: Service) -> None:
    flags = re.DOTALL
    queries = re.findall(r"```sparql\n(.*?)```", read(service, "credgraph://guide/queries"), flags)
    assert len(queries) >= 4
    for sparql in queries:
        rows = data_of(call(service, "query", sparql=sparql))["rows"]
        assert rows, sparql
        every = {name for row in rows for name in row}
        assert every == {*re.findall(r"\?(\w+)", sparql.partition("{")[0])}, sparql


def test_the_prefixes_that_the_guide_names_need_no_declaration(service: Service) -> None:
    guide = read(service, "credgraph://guide/queries")
    named = {name for listed in re.findall(r"`([a-z: -]+:)`", guide) for name in listed.split()}
    assert len(named) > 15
    assert {name.rstrip(":") for name in named} <= {*prefixes()}


@pytest.mark.parametrize(
    ("uri", "hint"),
    [
        ("credgraph://nothing", "choose from credgraph://questions"),
        ("credgraph://record/credential/no-such", "holds no record"),
        ("credgraph://question/no_such", "no question is called"),
        ("credgraph://record/../../etc/passwd", "choose from"),
        ("file:///etc/passwd", "choose from"),
        ("credgraph://record/credential/" + "x" * 10**5, "choose from"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(service: Service, uri: str, hint: str) -> None:
    async def session(client: Client) -> str:
        with pytest.raises(MCPError) as refused:
            await client.read_resource(uri)
        return str(refused.value)

    sentence = talk(service, session)
    assert hint in sentence
    assert "\n" not in sentence
    assert len(sentence) < 600


def test_a_store_that_cannot_be_read_is_told_without_its_place(tmp_path: Path) -> None:
    from credgraph.errors import StoreUnavailable
    from credgraph.server.refusals import told

    place = str(tmp_path / "store")
    lost = StoreUnavailable(place, f"cannot be opened (no file {place}/CURRENT)")
    assert told(lost) == "the store: cannot be opened (no file it/CURRENT)"
    assert told(StoreUnavailable("", "files are not checked")) == "the store: files are not checked"
