"""`credgraph mcp` as a process of its own, and /mcp of the served graph."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from places import ROOT

from credgraph.cli import main
from credgraph.server.app import create_app
from credgraph.server.settings import Settings

COMMAND = [sys.executable, "-m", "credgraph", "mcp"]
ENVIRONMENT = {"PYTHONPATH": str(ROOT / "src")}
ACCEPT = {"Accept": "application/json, text/event-stream"}
CALL = {"question": "costs_of_credential", "values": {"credential": "mssc-cpt"}}


def request(number: int, method: str, **params: Any) -> str:
    message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    return json.dumps(message) + "\n"


def begun() -> str:
    who = {"name": "a test", "version": "1"}
    opening = request(
        0, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=who
    )
    return opening + '{"jsonrpc": "2.0", "method": "notifications/initialized"}\n'


def answers(lines: list[str], wanted: int, *options: str) -> tuple[dict[int, Any], str]:
    """Return the replies of a process to lines, by number, and what it said aside.

    Everything on its standard output must be a message; input ends when all `wanted` are there.
    """
    child = subprocess.Popen(
        [*COMMAND, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | ENVIRONMENT,
    )
    with child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write("".join(lines))
        child.stdin.flush()
        replies = dict[int, Any]()
        while len(replies) < wanted:
            message = json.loads(child.stdout.readline())
            assert message["jsonrpc"] == "2.0"
            if message.get("id") is not None:
                replies[message["id"]] = message
        child.stdin.close()
        assert child.stdout.read() == ""
        said = child.stderr.read()
    assert child.returncode == 0
    return replies, said


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_asks_over_the_streams_of_a_process(disk: Path, mode: Any) -> None:
    async def session() -> tuple[set[str], dict[str, Any], str]:
        started = StdioServerParameters(
            command=COMMAND[0], args=[*COMMAND[1:], "--store", str(disk)], env=ENVIRONMENT
        )
        async with Client(started, mode=mode, read_timeout_seconds=120) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            answer = await client.call_tool("ask", CALL)
            [guide] = (await client.read_resource("credgraph://guide/queries")).contents
            return tools, answer.structured_content or {}, getattr(guide, "text", "")

    tools, answer, guide = asyncio.run(session())
    assert {"search", "ask", "ask_in_words", "describe", "plan", "query"} <= tools
    assert len(answer["rows"]) == 6
    assert answer["sources"]
    assert guide.startswith("# Writing SPARQL")


def test_standard_output_carries_protocol_alone_whatever_comes_in(disk: Path) -> None:
    deep = "[" * 100_000
    lines = [
        begun(),
        "this is no JSON\n",
        f"{deep}\n",
        "{}\n",
        "\x00\x1b[31m\n",
        request(1, "tools/call", name="ask", arguments=CALL),
        request(2, "tools/call", name="ask_in_words", arguments={"words": "x" * 10**6}),
        request(3, "tools/call", name="query", arguments={"sparql": "SELEC"}),
        request(4, "no/such/method"),
        request(5, "tools/call", name="describe", arguments=["mssc-cpt"]),
        request(6, "resources/read", uri="file:///etc/passwd"),
    ]
    replies, said = answers(lines, 7, "--store", str(disk))
    assert len(replies[1]["result"]["structuredContent"]["rows"]) == 6
    assert replies[2]["result"]["isError"]
    assert replies[3]["result"]["isError"]
    assert all("error" in replies[number] for number in (4, 5, 6))
    assert "xxxx" not in said  # what people ask is not logged


def test_a_store_that_is_not_there_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["mcp", "--store", str(tmp_path / "none")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "there is no store here" in said.err
    assert said.err.count("\n") == 1


def test_a_missing_package_is_told_with_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credgraph.cli.mcp.find_spec", lambda _name: None)
    assert main(["mcp"]) == 2
    assert "pip install 'credgraph[server]'" in capsys.readouterr().err


def over_http(disk: Path, session: Any) -> Any:
    async def whole() -> Any:
        app = create_app(Settings(store=str(disk), request_bytes=100_000))
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(
                transport=transport, base_url="http://graph.test"
            ) as http:
                return await session(http)

    return asyncio.run(whole())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_asks_over_http(disk: Path, mode: Any) -> None:
    async def session(http: httpx2.AsyncClient) -> list[Any]:
        address = streamable_http_client("http://graph.test/mcp", http_client=http)
        async with Client(address, mode=mode) as client:
            calls = (client.call_tool("ask", CALL) for _ in range(12))
            return [answer.structured_content for answer in await asyncio.gather(*calls)]

    answers = over_http(disk, session)
    assert len(answers) == 12
    assert all(len(answer["rows"]) == 6 and answer["sources"] for answer in answers)


def test_what_is_no_request_of_the_protocol_is_refused_over_http(disk: Path) -> None:
    async def session(http: httpx2.AsyncClient) -> list[int]:
        json_type = ACCEPT | {"Content-Type": "application/json"}
        listed = await http.post("/mcp", content=request(1, "tools/list"), headers=json_type)
        answers = [
            await http.get("/mcp"),
            await http.delete("/mcp"),
            await http.post("/mcp", content=b"{", headers=json_type),
            await http.post("/mcp", content=b"[" * 50_000, headers=json_type),
            await http.post("/mcp", content=b" " * 200_000, headers=json_type),
            listed,
        ]
        assert "GET" not in answers[0].headers["Allow"]
        return [answer.status_code for answer in answers]

    assert over_http(disk, session) == [405, 405, 400, 400, 413, 200]


def anything(chance: random.Random, depth: int = 0) -> Any:
    """Return a value that JSON can hold, some of it as the protocol has it."""
    leaves = [None, True, -1, 1e308, "", "x" * 5000, "\x00", "ask", "tools/call", "2.0", "\ud800"]
    if depth > 3 or chance.random() < 0.4:
        return chance.choice(leaves)
    names = ["jsonrpc", "id", "method", "params", "name", "arguments", "question", "_meta", "uri"]
    if chance.random() < 0.7:
        found = chance.sample(names, 4)
        return {name: anything(chance, depth + 1) for name in found}
    return [anything(chance, depth + 1) for _ in range(3)]


def message(chance: random.Random) -> Any:
    """Return a message of the protocol in which something is wrong."""
    arguments = dict[str, Any](CALL)
    params: dict[str, Any] = {"name": "ask", "arguments": arguments}
    made = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    place = chance.choice([made, params, arguments])
    place[chance.choice([*place])] = anything(chance)
    return chance.choice([made, [made], anything(chance)])


def test_no_message_makes_the_server_fail_or_hang(disk: Path) -> None:
    chance = random.Random(20261128)  # noqa: S311 - not for secrets
    bodies = [json.dumps(message(chance)).encode() for _ in range(150)]
    versions = ["", "2025-06-18", "2026-07-28", "9", "x" * 900]

    async def session(http: httpx2.AsyncClient) -> set[int]:
        statuses = set[int]()
        for body in bodies:
            headers = ACCEPT | {"Content-Type": "application/json"}
            headers |= {"MCP-Protocol-Version": chance.choice(versions)}
            answer = await asyncio.wait_for(http.post("/mcp", content=body, headers=headers), 60)
            statuses.add(answer.status_code)
            assert "Traceback" not in answer.text, body
            assert answer.status_code < 500, body
        return statuses

    assert {200, 400} <= over_http(disk, session)


def test_neither_the_library_nor_a_question_loads_what_serves() -> None:
    code = (
        "import sys; from credgraph.cli import main; main(['ask', 'credentials_listed', '-o', "
        "'/dev/null', '--format', 'csv']); "
        "print({*sys.modules} & {'mcp', 'fastapi', 'starlette', 'uvicorn', 'pydantic', 'anyio'})"
    )
    environment = os.environ | ENVIRONMENT
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment
    )
    assert ended.stdout == "set()\n", ended.stderr
