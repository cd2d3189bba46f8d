"""Requests a second of `credgraph serve` beside other servers of the same store.

`python -m benchmarks.serving` has clients ask anchored questions, those about one record, of ours,
of `oxigraph serve-read-only` and of `rdflib-endpoint`, in turns, and prints what each answered in a
second, and how long the slowest hundredth took while another client sends queries without an end.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from socket import create_server
from typing import NamedTuple

import credgraph
from benchmarks.generate import OUT
from benchmarks.questions import bound_text
from credgraph.rdf import declare_prefixes
from credgraph.snapshot import store_folder

__all__ = ["main"]

_CLIENTS = (1, 8, 32)
_QUICK = 0.05  # seconds that a question may take here to be asked: others measure the engine alone
_GOAL, _MOST_SLOWER = 0.6, 3
_RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_RDFLIB = """
import sys, uvicorn, rdflib
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Graph()
graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph), port=int(sys.argv[2]), log_level="error")
"""


class Server(NamedTuple):
    """A server that is compared: what starts it on a port, and the path of its endpoint."""

    name: str
    command: Callable[[int], Sequence[str]]
    path: str


class Outcome(NamedTuple):
    """What some clients got in a while."""

    per_second: float
    p99: float
    refused: int
    worked: float  # seconds of a processor for each request, of the server and its processes


def main() -> None:
    """Measure and print a table; the exit code is 0 whatever comes out."""
    options = _parser().parse_args()
    texts = _anchored()
    servers = _servers(options.workers)
    print(f"{len(texts)} anchored questions, {os.cpu_count()} processors, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}, {options.seconds:g} seconds a turn\n")
    with _all_running(servers) as addresses:
        for clients in _CLIENTS:
            _print_rates(clients, _by_turns(servers, addresses, texts, clients, options))
        _print_runaways(servers[0], addresses[servers[0].name][0], texts, options.seconds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="of each turn (5)")
    parser.add_argument("--turns", type=int, default=3, help="of each server (3)")
    parser.add_argument("--workers", type=int, default=2, help="of ours (2)")
    return parser


def _anchored() -> list[str]:
    """Return the questions about one record that the engine answers quickly, bound to one."""
    graph, found = credgraph.open(), list[str]()
    for question in graph.questions.values():
        if not any(parameter.datatype == "iri" for parameter in question.parameters):
            continue
        with suppress(credgraph.CredGraphError):
            text = declare_prefixes(bound_text(graph, question))
            begun = time.perf_counter()
            graph.query(text)
            if time.perf_counter() - begun < _QUICK:
                found.append(text)
    return found


def _servers(workers: int) -> tuple[Server, ...]:
    store, python = str(store_folder()), sys.executable
    bare = ("--rate", "0", "--workers", str(workers))
    oxigraph = os.path.join(os.path.dirname(python), "oxigraph")
    return (
        Server(
            "credgraph serve",
            lambda port: [python, "-m", "credgraph", "serve", "--port", str(port), *bare],
            "/sparql",
        ),
        Server(
            "oxigraph serve-read-only",
            lambda port: [
                *(oxigraph, "serve-read-only", "--location", store, "--union-default-graph"),
                *("--bind", f"127.0.0.1:{port}"),
            ],
            "/query",
        ),
        Server("rdflib-endpoint", lambda port: [python, "-c", _RDFLIB, _dump(), str(port)], "/"),
    )


def _dump() -> str:
    """Write the shipped graph as N-Triples, which rdflib reads soonest; returns the file."""
    import pyoxigraph as ox

    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / "served.nt").open("wb") as file:
        for quad in ox.Store.read_only(str(store_folder())):
            file.write(f"{quad.triple} .\n".encode())
    return file.name


@contextmanager
def _all_running(servers: Sequence[Server]) -> Iterator[dict[str, tuple[str, int]]]:
    started = dict[str, tuple[subprocess.Popen[bytes], str]]()
    try:
        for server in servers:
            port = _free_port()
            process = subprocess.Popen(server.command(port), stderr=subprocess.DEVNULL)
            started[server.name] = process, f"http://127.0.0.1:{port}"
        for server in servers:
            _await_answer(started[server.name][1] + server.path)
        yield {name: (address, process.pid) for name, (process, address) in started.items()}
    finally:
        for process, _ in started.values():
            process.kill()
            process.wait()


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _await_answer(url: str) -> None:
    for _ in range(600):
        with suppress(OSError):
            urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()  # noqa: S310
            return
        time.sleep(0.2)
    raise TimeoutError(url)


def _by_turns(
    servers: Sequence[Server],
    addresses: dict[str, tuple[str, int]],
    texts: list[str],
    clients: int,
    options: argparse.Namespace,
) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {server.name: [] for server in servers}
    for turn in range(options.turns):
        for server in servers[:: 1 if turn % 2 else -1]:
            address, process = addresses[server.name]
            outcome = _asked(address, server.path, texts, clients, options.seconds, process)
            found[server.name].append(outcome)
    return found


def _asked(
    address: str, path: str, texts: list[str], clients: int, seconds: float, server: int = 0
) -> Outcome:
    before = _processor_seconds(server)
    job = {
        "address": address,
        "path": path,
        "texts": texts,
        "clients": clients,
        "seconds": seconds,
    }
    command = [sys.executable, "-m", "benchmarks.http_clients"]
    done = subprocess.run(
        command, input=json.dumps(job), capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    worked = _processor_seconds(server) - before
    each = worked / max(1, told["per_second"] * seconds)
    return Outcome(told["per_second"], told["p99"], told["refused"], each)


def _processor_seconds(server: int) -> float:
    """Return how long a process and those that it started have worked, where Linux tells."""
    try:
        with open(f"/proc/{server}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        with open(f"/proc/{server}/task/{server}/children", encoding="ascii") as file:
            children = [*map(int, file.read().split())]
    except OSError:
        return 0
    own: float = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(_processor_seconds, children))


def _print_rates(clients: int, found: dict[str, list[Outcome]]) -> None:
    ours = statistics.median(each.per_second for each in found["credgraph serve"])
    for name, outcomes in found.items():
        rate, p99, worked = map(
            statistics.median, zip(*(each[:2] + each[3:] for each in outcomes), strict=True)
        )
        refused = sum(each.refused for each in outcomes)
        ratio = f"ours {ours / max(rate, 0.1):5.2f}x" if name != "credgraph serve" else ""
        print(
            f"{clients:3} clients  {name:26} {rate:8.0f}/s  p99 {p99 * 1000:8.1f} ms  "
            f"{worked * 1000:7.2f} ms of a processor each  {ratio}"
            + (f"  {refused} refused" if refused else "")
        )
        if clients == 8 and name.startswith("oxigraph"):
            print(f"{'':13}goal: {_GOAL}x, {'met' if ours / rate >= _GOAL else 'missed'}")


def _print_runaways(server: Server, address: str, texts: list[str], seconds: float) -> None:
    quiet = _asked(address, server.path, texts, 4, seconds)
    ended = threading.Event()
    runaway = threading.Thread(target=_send_runaways, args=(address + server.path, ended))
    runaway.start()
    time.sleep(2)
    loud = _asked(address, server.path, texts, 4, seconds)
    ended.set()
    runaway.join()
    slower = loud.p99 / quiet.p99
    verdict = "met" if slower <= _MOST_SLOWER else "missed"
    print(
        f"\n4 clients, p99 {quiet.p99 * 1000:.1f} ms; while another sends runaways "
        f"{loud.p99 * 1000:.1f} ms, {slower:.1f}x (goal: {_MOST_SLOWER}x, {verdict})"
    )


def _send_runaways(url: str, ended: threading.Event) -> None:
    head = {"Content-Type": "application/sparql-query"}
    while not ended.is_set():
        request = urllib.request.Request(url, _RUNAWAY.encode(), head)  # noqa: S310
        with suppress(OSError):
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310


if __name__ == "__main__":
    main()
