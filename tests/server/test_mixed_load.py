"""A served store under mixed load stays right and flat, though its workers are killed at random and
the store is swapped.

CREDGRAPH_LOAD_SECONDS sets for how long; without it, six seconds. `make soak` is longer
and prints what was measured.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import copytree
from statistics import quantiles
from threading import Event
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from places import ROOT
from server.trials import MARK, RUNAWAY, Trial, every_trial, says_why, sparql
from servers import running

from credgraph import CredentialGraph
from credgraph.server import app

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks at /proc")

SECONDS = float(os.environ.get("CREDGRAPH_LOAD_SECONDS", "6"))
IS_SOAK = SECONDS >= 60  # long enough for every address to have been answered
CLIENTS, WORKERS, DEADLINE = 6, 2, 5
BUSY = (503, 504)  # with which anything may be refused while workers die and runaways run
HEAVY = ("/api/", "/dump", "/mcp")
MOST_GROWTH = 48 * 2**20  # bytes of memory between an early and a late look, when idle
MOST_LEAKED = 8  # descriptors


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]


@pytest.fixture(scope="module")
def trials(graph: CredentialGraph) -> list[Trial]:
    """Requests whose right answers are known from the library."""
    return every_trial(graph)


@pytest.fixture
def stores(disk: Path, tmp_path: Path) -> list[Path]:
    """Two stores of the shipped graph and one statement more, by which they are told apart."""
    mark, made = ox.NamedNode(MARK), [tmp_path / "first", tmp_path / "second"]
    for folder in made:
        copytree(disk, folder)
        store = ox.Store(str(folder))
        store.add(ox.Quad(mark, mark, ox.Literal(folder.name), mark))
        store.flush()
        del store
    return made


def lead_to(place: Path, store: Path) -> None:
    """Have a link lead to another store, at no moment to none."""
    link = place.with_name("next")
    link.symlink_to(store)
    link.replace(place)


def send(address: str, trial: Trial, headers: dict[str, str] | None = None) -> Reply:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request(trial.method, trial.path, trial.body, trial.headers | (headers or {}))
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, answer.read(), names)
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
    """Clients that ask at random until they are stopped, and what came of it."""

    def __init__(self, address: str, trials: list[Trial]) -> None:
        self.address, self.trials, self.over = address, trials, Event()
        self.wrong, self.reasons = list[str](), Counter[str]()
        self.statuses, self.done = Counter[int](), Counter[str]()
        self.seconds = defaultdict[int, list[float]](list)
        self.memory = list[float]()  # of the server now and then, in MB
        self._tags = dict[str, str]()

    def ask(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        while not self.over.is_set():
            trial = chance.choice(self.trials)
            tag = self._tags.get(trial.path) if chance.random() < 0.2 else None
            self._check(trial, tag if trial.method == "GET" else None)

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
                    self.done["workers killed"] += 1

    def watch(self, server: int, every: float) -> None:
        while not self.over.wait(every):
            self.memory.append(round(resident(server) / 2**20, 1))

    def swap(self, place: Path, stores: list[Path]) -> None:
        while not self.over.wait(4):
            self.done["stores swapped"] += 1
            lead_to(place, stores[self.done["stores swapped"] % 2])

    def _check(self, trial: Trial, tag: str | None = None) -> None:
        begun = time.monotonic()
        try:
            reply = send(self.address, trial, {"If-None-Match": tag} if tag else None)
        except (OSError, HTTPException) as error:
            self.wrong.append(f"{trial.path[:80]}: {error!r}")
            return
        self.seconds[reply.status].append(time.monotonic() - begun)
        self.statuses[reply.status] += 1
        if not self._is_right(trial, reply, tag):
            told = f"{reply.status} {reply.body[:200]!r}"
            self.wrong.append(f"{trial.method} {trial.path[:80]}: {told}")

    def _is_right(self, trial: Trial, reply: Reply, tag: str | None) -> bool:
        if reply.status == 304:
            return tag is not None and reply.body == b""
        if reply.status in trial.statuses:
            if trial.method == "GET" and "etag" in reply.headers:
                self._tags[trial.path] = reply.headers["etag"]
            return trial.is_right(reply.body)
        waits = reply.status != 503 or int(reply.headers.get("retry-after", "0")) > 0
        told = trial.method == "HEAD" or says_why(reply.body) or "</html>" in reply.body.decode()
        if reply.status in BUSY:
            self.reasons[re.sub(r"\d+", "n", sentence_of(reply.body))] += 1
        return reply.status in BUSY and waits and told


def sentence_of(body: bytes) -> str:
    text = body.decode()
    if text.startswith("{"):
        return str(json.loads(text).get("detail", text))[:120]
    alert = re.search(r'role="alert">([^<]*)', text)
    return alert[1] if alert else text.strip()[:120]


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


def bear(load: Load, server: int, seconds: float, place: Path, stores: list[Path]) -> None:
    with ThreadPoolExecutor(CLIENTS + 4) as pool:
        done = [pool.submit(load.ask, seed) for seed in range(CLIENTS)]
        done += [pool.submit(load.run_away), pool.submit(load.kill, server)]
        done.append(pool.submit(load.swap, place, stores))
        done.append(pool.submit(load.watch, server, seconds / 20))
        time.sleep(seconds)
        load.over.set()
    for each in done:
        each.result()


def routes() -> set[str]:
    """Return the patterns of all addresses, as /metrics counts them."""
    found = {getattr(each, "path", "") for router in app._ROUTERS for each in router.routes}
    return {*found, "/api/questions"} - {"/sparql/"}


def routes_answered(address: str) -> set[str]:
    text = send(address, Trial("GET", "/metrics", None, {}, (200,), says_why)).body.decode()
    counted = re.findall(r'requests_total\{method="\w+",route="([^"]+)",status="200"\}', text)
    return {*counted}


def quietly(address: str, trial: Trial) -> Reply:
    """Ask when nobody else does; on a slow machine a refusal for want of time is tried again."""
    for _ in range(3):
        reply = send(address, trial)
        if reply.status not in BUSY:
            break
    return reply


def figures(load: Load, early: tuple[int, int], late: tuple[int, int]) -> dict[str, Any]:
    """Return what was measured: counts, times in milliseconds, memory in MB."""
    times = {}
    for status, seconds in sorted(load.seconds.items()):
        cuts = quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
        times[status] = {"p50": round(cuts[49] * 1000), "p99": round(cuts[98] * 1000)}
    return {
        "seconds": SECONDS,
        "requests": load.statuses.total(),
        "statuses": dict(sorted(load.statuses.items())),
        "milliseconds": times,
        **load.done,
        "wrong": len(load.wrong),
        "reasons": dict(load.reasons.most_common()),
        "memory under load": load.memory,
        "memory early, late": [round(each[0] / 2**20, 1) for each in (early, late)],
        "descriptors early, late": [each[1] for each in (early, late)],
    }


def test_mixed_load_with_dying_workers_and_swaps_gives_no_wrong_answer_and_leaks_nothing(
    stores: list[Path], tmp_path: Path, trials: list[Trial]
) -> None:
    place = tmp_path / "place"
    lead_to(place, stores[0])

    def command(port: int) -> list[str]:
        serve = [sys.executable, "-m", "credgraph", "serve", "--store", str(place)]
        serve += ["--port", str(port), "--workers", str(WORKERS), "--timeout", str(DEADLINE)]
        return [*serve, "--rate", "0", "--queue", "8", "--request-bytes", "200000", "--no-log"]

    with running(command, "/health", {"PYTHONPATH": str(ROOT / "src")}) as address:
        server = server_at(address)
        for trial in trials:  # what is loaded once, for exports say, is no growth
            if trial.path.startswith(HEAVY):
                quietly(address, trial)
        warm = Load(address, trials)
        bear(warm, server, SECONDS / 3, place, stores)
        early = idle(address, server)
        load = Load(address, trials)
        bear(load, server, SECONDS, place, stores)
        late = idle(address, server)
        dead = [pid for pid, parent, state in processes() if parent == server and state == "Z"]
        quiet = [quietly(address, trial) for trial in trials]
        missed = routes() - routes_answered(address)

    sys.stdout.write(f"{json.dumps(figures(load, early, late), indent=1)}\n")
    assert Counter(warm.wrong + load.wrong) == Counter()
    assert load.statuses[200] > 20
    assert {400, 404, 405, 406} <= {*load.statuses} or not IS_SOAK
    assert 500 not in load.statuses
    assert dead == []
    assert late[0] - early[0] < MOST_GROWTH
    assert late[1] - early[1] <= MOST_LEAKED
    for trial, reply in zip(trials, quiet, strict=True):  # with nobody else, nothing is refused
        assert reply.status in trial.statuses, trial.path
        assert trial.is_right(reply.body), trial.path
    assert missed == set(), "no request went there"
