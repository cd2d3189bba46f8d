"""A served store under mixed load, with its workers killed at random, stays right and flat.

CREDGRAPH_LOAD_SECONDS sets for how long; without it, a quarter of a minute.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import pytest
from places import ROOT
from servers import running

from credgraph import CredentialGraph

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks at /proc")

SECONDS = float(os.environ.get("CREDGRAPH_LOAD_SECONDS", "15"))
CLIENTS, WORKERS, DEADLINE = 6, 2, 3
BUSY = (503, 504)  # with which anything may be refused while workers die and runaways run
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MOST_GROWTH = 48 * 2**20  # bytes of memory between an early and a late look, when idle
MOST_LEAKED = 8  # descriptors


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]


class Trial(NamedTuple):
    """A request, the statuses that it may get beside those of a busy server, and a check."""

    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    statuses: tuple[int, ...]
    is_right: Callable[[bytes], bool]


def sparql(text: str, status: int, is_right: Callable[[bytes], bool], form: str = "csv") -> Trial:
    path = f"/sparql?format={form}&query={quote(text)}"
    return Trial("GET", path, None, {}, (status,), is_right)


def asked_by_assistant(name: str, values: dict[str, str], rows: int) -> Trial:
    call = {"name": "ask", "arguments": {"question": name, "values": values, "limit": 500}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }

    def is_right(body: bytes) -> bool:
        result = json.loads(body)["result"]
        if result.get("isError"):  # refused in one sentence, as over any other route
            sentence = result["content"][0]["text"]
            return "\n" not in sentence and any(w in sentence for w in ("ask again", "stopped"))
        return len(result["structuredContent"]["rows"]) == rows

    return Trial("POST", "/mcp", json.dumps(message).encode(), headers, (200,), is_right)


def rows_in(count: int) -> Callable[[bytes], bool]:
    return lambda body: len(json.loads(body)["rows"]) == count


def has(words: bytes) -> Callable[[bytes], bool]:
    return lambda body: words in body


def says_why(body: bytes) -> bool:
    return 10 < len(body.strip()) < 2000


@pytest.fixture(scope="module")
def trials(graph: CredentialGraph) -> list[Trial]:
    """Requests whose right answers are known from the library."""
    made = list[Trial]()
    for slug in ("mssc-cpt", "osha-10", "siemens-smscp-1", "aws-cwi"):
        text = f"SELECT ?p ?o {{ credential:{slug} ?p ?o }} ORDER BY ?p ?o"
        rows = graph.query(text)
        assert not isinstance(rows, bool)
        count = len(rows)
        made.append(sparql(text, 200, lambda body, n=count: len(body.splitlines()) == n + 1))  # type: ignore[misc]
    every = len(graph.query("SELECT * { ?c a cg:Credential ; ?p ?o }"))  # type: ignore[arg-type]
    made += [
        sparql("ASK { ?c a cg:Credential }", 200, has(b"true"), "srj"),
        sparql(
            "SELECT * { ?c a cg:Credential ; ?p ?o }",
            200,
            lambda body: len(json.loads(body)["results"]["bindings"]) == every,
            "srj",
        ),
        sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, says_why),
        sparql("SELECT ?x {", 400, says_why),
        sparql("ASK {}", 406, says_why, "no-such-format"),
        Trial("POST", "/sparql", b"x" * 300_000, {}, (413, 415), says_why),
        Trial("DELETE", "/sparql", None, {}, (405,), says_why),
        Trial("GET", "/id/credential/no-such", None, {}, (404,), says_why),
        Trial("GET", "/id/credential/mssc-cpt.ttl", None, {}, (200,), has(b"cg:requiredModule")),
        Trial("GET", "/id/credential/mssc-cpt.html", None, {}, (200,), has(b"</html>")),
    ]
    for name in ("funders_of_credential", "costs_of_credential", "modules_required_and_optional"):
        found = len(graph.ask(name, credential="mssc-cpt"))
        made.append(asked_by_assistant(name, {"credential": "mssc-cpt"}, found))
        path = f"/api/questions/{name}?credential=mssc-cpt"
        made.append(Trial("GET", path, None, {}, (200,), rows_in(found)))
    return made


def send(address: str, trial: Trial) -> Reply:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request(trial.method, trial.path, trial.body, trial.headers)
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(), dict(answer.getheaders()))
    finally:
        connection.close()


def processes() -> Iterator[tuple[int, int, str]]:
    """Yield the id, the parent and the state of every process."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            yield int(entry.name), int(parent), state


def children(of: int) -> list[int]:
    return [pid for pid, parent, _ in processes() if parent == of]


def resident(pid: int) -> int:
    found = dict(line.split(":\t") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(found["VmRSS"].split()[0]) * 1024


def descriptors(pid: int) -> int:
    return len([*Path(f"/proc/{pid}/fd").iterdir()])


def server_at(address: str) -> int:
    """Return the id of the process that was started for this port."""
    port = str(urlsplit(address).port)
    for pid in children(os.getpid()):
        with suppress(OSError):
            if port in (Path(f"/proc/{pid}/cmdline").read_text().split("\0")):
                return pid
    raise AssertionError("the server is not our child")


class Load:
    """Clients that ask at random until they are stopped, and what went wrong."""

    def __init__(self, address: str, trials: list[Trial]) -> None:
        self.address, self.trials, self.over = address, trials, Event()
        self.wrong, self.statuses = list[str](), Counter[int]()

    def ask(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        while not self.over.is_set():
            self._check(chance.choice(self.trials))

    def run_away(self) -> None:
        runaway = sparql(RUNAWAY, 504, says_why)
        while not self.over.is_set():
            self._check(runaway)

    def kill(self, server: int) -> None:
        chance = random.Random(0)  # noqa: S311
        while not self.over.wait(0.8):
            workers = children(server)
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)

    def _check(self, trial: Trial) -> None:
        try:
            reply = send(self.address, trial)
        except OSError as error:
            self.wrong.append(f"{trial.path[:80]}: {error!r}")
            return
        self.statuses[reply.status] += 1
        if reply.status in trial.statuses:
            right = trial.is_right(reply.body)
        else:
            right = reply.status in BUSY and says_why(reply.body)
        if reply.status == 503:
            right = right and int(reply.headers.get("retry-after", "0")) > 0
        if not right:
            self.wrong.append(f"{trial.path[:80]}: {reply.status} {reply.body[:200]!r}")


def idle(address: str, server: int) -> tuple[int, int]:
    """Wait until nothing runs, and return the memory and descriptors of the server then."""
    until = time.monotonic() + 60
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        time.sleep(DEADLINE / 2)
        quiet = quiet + 1 if len(children(server)) <= WORKERS else 0
    assert quiet == 3, "processes are left over"
    send(address, sparql("ASK {}", 200, says_why))
    return resident(server), descriptors(server)


def bear(load: Load, server: int, seconds: float) -> None:
    with ThreadPoolExecutor(CLIENTS + 2) as pool:
        done = [pool.submit(load.ask, seed) for seed in range(CLIENTS)]
        done += [pool.submit(load.run_away), pool.submit(load.kill, server)]
        time.sleep(seconds)
        load.over.set()
    for each in done:
        each.result()


def test_mixed_load_with_dying_workers_gives_no_wrong_answer_and_leaks_nothing(
    disk: Path, trials: list[Trial]
) -> None:
    def command(port: int) -> list[str]:
        serve = [sys.executable, "-m", "credgraph", "serve", "--store", str(disk)]
        serve += ["--port", str(port), "--workers", str(WORKERS), "--timeout", str(DEADLINE)]
        return [*serve, "--rate", "0", "--queue", "8", "--request-bytes", "200000", "--no-log"]

    with running(command, "/health", {"PYTHONPATH": str(ROOT / "src")}) as address:
        server = server_at(address)
        warm = Load(address, trials)
        bear(warm, server, SECONDS / 3)
        memory, open_files = idle(address, server)
        load = Load(address, trials)
        bear(load, server, SECONDS)
        late_memory, late_files = idle(address, server)
        dead = [pid for pid, parent, state in processes() if parent == server and state == "Z"]
        quiet = [send(address, trial) for trial in trials]

    assert Counter(warm.wrong + load.wrong) == Counter()
    assert load.statuses[200] > 20
    assert {400, 404, 405, 406} <= {*load.statuses}
    assert 500 not in load.statuses
    assert dead == []
    assert late_memory - memory < MOST_GROWTH
    assert late_files - open_files <= MOST_LEAKED
    for trial, reply in zip(trials, quiet, strict=True):  # with nobody else, nothing is refused
        assert reply.status in trial.statuses, trial.path
        assert trial.is_right(reply.body), trial.path
