"""What the README says of the served graph works as written."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult
from places import ROOT
from servers import running

WRITTEN_ADDRESS = "http://127.0.0.1:8080"
SECTION = (ROOT / "README.md").read_text("utf-8").split("\n## Served\n")[1].split("\n## ")[0]
CALL = {"question": "funders_of_credential", "values": {"credential": "mssc-cpt"}}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)


@pytest.fixture(scope="module")
def served(disk: Path) -> Iterator[str]:
    """The address of a served graph; what is written in the README is at another port."""

    def command(port: int) -> list[str]:
        serve = [sys.executable, "-m", "credgraph", "serve", "--port", str(port)]
        return [*serve, "--store", str(disk)]

    with running(command, "/health", {"PYTHONPATH": str(ROOT / "src")}) as url:
        yield url


def test_make_has_the_target() -> None:
    assert "`make serve`" in SECTION
    assert re.search(r"^serve:.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


ANSWERS = ("MSSC CPT", "WIOA grant", "cg:requiredModule")  # has something of each line's answer
CURL = dict(zip(ANSWERS, blocks("sh")[0].splitlines(), strict=True))


@pytest.mark.parametrize("expected", CURL)
def test_the_lines_of_curl_answer(served: str, expected: str) -> None:
    words = shlex.split(CURL[expected].replace(WRITTEN_ADDRESS, served))
    answer = subprocess.run([*words, "--fail-with-body", "-sS"], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert expected in answer.stdout


def test_the_lines_of_python_answer(served: str) -> None:
    [lines] = blocks("python")
    code = lines.replace(WRITTEN_ADDRESS, served)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment
    )
    assert answer.returncode == 0, answer.stderr
    assert "WIOA grant" in answer.stdout


def asked(server: StdioServerParameters | str) -> CallToolResult:
    async def session() -> CallToolResult:
        async with Client(server, read_timeout_seconds=120) as client:
            return await client.call_tool("ask", CALL)

    return asyncio.run(session())


def test_the_configurations_of_an_assistant_work(served: str, tmp_path: Path) -> None:
    here, elsewhere = (json.loads(each)["mcpServers"]["credgraph"] for each in blocks("json"))
    command = tmp_path / here["command"]  # this checkout's, whichever is installed
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" -m credgraph "$@"\n'
    )
    command.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    cache = os.environ["CREDGRAPH_CACHE"]
    started = StdioServerParameters(**here, env={"PATH": path, "CREDGRAPH_CACHE": cache})
    for server in (started, elsewhere["url"].replace(WRITTEN_ADDRESS, served)):
        answer = asked(server).structured_content
        assert isinstance(answer, dict)
        assert any(row["program_label"] == "WIOA grant" for row in answer["rows"])
        assert answer["sources"]
