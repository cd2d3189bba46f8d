"""The worker against harmful queries and files: it stops them, and answers the next one."""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.errors import (
    BadQuery,
    CredGraphError,
    StoreUnavailable,
    TimedOut,
    TooLarge,
    UnreadableFile,
)
from credgraph.rdf.guard import guard
from credgraph.rdf.namespaces import term
from credgraph.sandbox.evaluator import UPLOADED
from credgraph.sandbox.messages import write_message
from credgraph.sandbox.processes import WorkerProcess
from credgraph.sandbox.worker import BoundedTable, BoundedTriples, Upload, Worker
from credgraph.validation.finding import Severity
from credgraph.validation.report import summary

ANY = "ASK { ?s ?p ?o }"
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this limit")


@pytest.fixture(scope="module")
def worker(disk: Path) -> Iterator[Worker]:
    with Worker(disk, seconds=20, rows=500) as made:
        yield made


@pytest.fixture(scope="module")
def hasty(disk: Path) -> Iterator[Worker]:
    with Worker(disk, seconds=1, memory=2**30) as made:
        yield made


@pytest.fixture
def calls() -> Iterator[tuple[str, list[str]]]:
    """The address of a socket on loopback, and the list of who called it."""
    seen: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, address = server.accept()
                seen.append(str(address))
                caller.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", seen
    server.close()


def table(answer: object) -> BoundedTable:
    assert isinstance(answer, BoundedTable)
    return answer


def quads(text: str) -> Upload:
    found = ox.parse(text.encode(), format=ox.RdfFormat.TRIG)
    return Upload(ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b"")


def running(pid: int) -> bool:
    """Tell whether the process exists and is not a zombie."""
    with contextlib.suppress(OSError):
        if Path("/proc").is_dir():
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        os.kill(pid, 0)
        return True
    return False


def gone(pids: tuple[int, ...], within: float) -> bool:
    end = time.monotonic() + within
    while any(map(running, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(running, pids))


# --- answers ---


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?c ?label { ?c a cg:Credential ; rdfs:label ?label } ORDER BY ?label",
        "SELECT ?c ?w { ?c a cg:Credential OPTIONAL { ?c cg:nothing ?w } } ORDER BY ?c",
        "SELECT * {}",
        "SELECT * { ?s cg:nothing ?o }",
        'SELECT ("tab\\there \\"q\\" \\n\\r\\\\ é😀" AS ?a) ("x"@en-GB AS ?b) '
        "(1.50 AS ?c) (?no AS ?d) {}",
        "SELECT (TRIPLE(<urn:a>, <urn:b>, TRIPLE(<urn:c>, <urn:d>, 'e\\t')) AS ?t) {}",
    ],
)
def test_tables_are_those_of_the_library(
    text: str, worker: Worker, graph: credgraph.CredentialGraph
) -> None:
    mine, theirs = table(worker.query(text)), graph.query(text)
    assert isinstance(theirs, credgraph.Table)
    assert (mine.columns, mine.rows, mine.truncated) == (theirs.columns, theirs.rows, False)


def test_triples_and_truths_are_those_of_the_library(
    worker: Worker, graph: credgraph.CredentialGraph
) -> None:
    text = "CONSTRUCT { ?c rdfs:label ?l } WHERE { ?c a cg:Credential ; rdfs:label ?l }"
    mine, theirs = worker.query(text), graph.query(text)
    assert isinstance(mine, BoundedTriples)
    assert isinstance(theirs, credgraph.Triples)
    assert (mine.triples, mine.truncated) == (theirs.triples, False)
    assert worker.query(ANY) is True
    assert worker.query("ASK { ?s cg:nothing ?o }") is False


def test_errors_are_those_of_the_library(worker: Worker, graph: credgraph.CredentialGraph) -> None:
    for text in (
        "SELECT * WHERE { ?s ?p }",
        "ASK {\n  nope:a ?p ?o }",
        "",
        "DELETE WHERE {?s ?p 1}",
    ):
        with pytest.raises(BadQuery) as theirs:
            graph.query(text)
        with pytest.raises(BadQuery) as mine:
            worker.query(text)
        assert str(mine.value) == str(theirs.value)


@pytest.mark.parametrize("text", ["ASK { ?s ?p '\ud800' }", "\x00", "ASK {\x00}", "{", "\ufeffASK"])
def test_no_text_breaks_the_messages_to_the_process(text: str, worker: Worker) -> None:
    with pytest.raises(BadQuery):
        worker.query(text)
    assert worker.query(ANY) is True


def test_long_answers_are_truncated_and_say_so(worker: Worker) -> None:
    cross = table(worker.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
    built = worker.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    exact = table(worker.query("SELECT * { ?s ?p ?o } LIMIT 500"))
    assert (len(cross), cross.truncated) == (500, True)
    assert isinstance(built, BoundedTriples)
    assert (len(built), built.truncated) == (500, True)
    assert (len(exact), exact.truncated) == (500, False)


def test_wide_answers_are_truncated_by_their_bytes(worker: Worker) -> None:
    grown = f"REPLACE('{'x' * 1000}', 'x', '{'y' * 1000}')"
    wide = table(worker.query(f"SELECT ?s ({grown} AS ?long) {{ ?s ?p ?o }}"))
    assert wide.truncated
    assert 10 < len(wide) < 20
    with pytest.raises(TooLarge, match="one row of an answer may take 16 MB"):
        worker.query(f"SELECT (REPLACE({grown}, 'y', '{'z' * 20}') AS ?longer) {{}}")


def test_too_long_a_text_is_refused(worker: Worker) -> None:
    with pytest.raises(TooLarge, match="the text of a query"):
        worker.query("ASK {" + " " * 200_000 + "}")


# --- time, memory and crashes ---


def test_an_endless_query_is_killed_and_the_next_one_answers(hasty: Worker) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"stopped after 1 seconds; nothing joins \?a \?b \?c with"):
        hasty.query(FOREVER)
    assert time.monotonic() - began < 3
    assert hasty.query(ANY) is True


DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
REPLACED = 'REPLACE(REPLACE(REPLACE("{0}", "a", "{0}"), "a", "{0}"), "a", "{0}")'.format("a" * 2000)


@pytest.mark.parametrize(
    "text",
    [
        f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("{"a" * 1000}" AS ?x0) {DOUBLED} }}',
        f"SELECT (STRLEN({REPLACED}) AS ?n) {{}}",
        "SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?f)))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a ?d",
        "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c > ?f + ?i) }",
    ],
    ids=["doubling", "replacing", "concatenating", "distinct", "sorting", "constructing"],
)
def test_a_query_that_eats_memory_or_time_is_stopped(text: str, hasty: Worker) -> None:
    with pytest.raises((TooLarge, TimedOut)):
        hasty.query(text)
    assert hasty.query(ANY) is True


def test_the_cap_on_memory_is_what_stops_a_doubling(worker: Worker) -> None:
    with pytest.raises(TooLarge, match="the memory of a query may take 2 GB"):
        worker.query(f"SELECT (STRLEN({REPLACED}) AS ?n) {{}}")


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ FILTER({'!' * 90_000}true) }}",
        f"SELECT (1{'+1' * 45_000} AS ?x) {{}}",
        f"ASK {{ ?s {'/'.join(['<urn:p>'] * 11_000)} ?o }}",
        f"ASK {{ ?s {'|'.join(['<urn:p>'] * 11_000)} ?o }}",
        f"ASK {{ FILTER({'||'.join(['false'] * 14_000)}) }}",
        f"ASK {{ {' UNION '.join(['{?s ?p ?o}'] * 5_000)} }}",
        f"ASK {{ {'OPTIONAL{?s ?p ?o}' * 5_000} }}",
        f"ASK {{ ?s ?p {'<<' * 40_000} }}",
        f"ASK {{ {'{' * 90}?s ?p ?o{'}' * 90} }}",
        f"ASK {{ {'{' * 5000}?s ?p ?o{'}' * 5000} }}",
    ],
    ids=["not", "plus", "path", "choice", "or", "union", "optional", "triple", "90", "5000"],
)
def test_deep_nesting_crashes_no_more_than_the_process(text: str, hasty: Worker) -> None:
    with contextlib.suppress(BadQuery, TimedOut, TooLarge):
        assert isinstance(hasty.query(text), bool | BoundedTable)
    assert hasty.query(ANY) is True


def test_a_crash_is_reported_in_a_sentence(worker: Worker) -> None:
    with pytest.raises(
        BadQuery, match=r"more than 10,000 operators|nested or chained too deep for the engine"
    ):
        worker.query(f"ASK {{ FILTER({'!' * 90_000}true) }}")


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "((a{1000}){1000}){1000}", "(a|aa)*b", "(?:a?){500}a{500}", "(((("]
)
def test_a_costly_regular_expression_is_stopped_too(pattern: str, hasty: Worker) -> None:
    with contextlib.suppress(BadQuery, TimedOut, TooLarge):
        hasty.query(f'ASK {{ ?s ?p ?o FILTER(REGEX("{"a" * 5000}!", "{pattern}")) }}')
    assert hasty.query(ANY) is True


# --- the network, and writing ---

BEFORE = ("", "?s ?p ?o ", "FILTER(1<2)", "FILTER(1e5=1e5)", "?s ?p ?o FILTER(?o<'>'||true) ")
WORDS = (
    "SERVICE",
    "service",
    "sErViCe SILENT",
    "SERVICESILENT",
    "SERVICE#\n",
    "SERVICE#>\n silent#{\n",
)
WHERE = ("<URL>", " <URL> ", "<x>", "x:y", " x:y ", ":y", "?v", "$v", "?v#>\n", "<URL>#'\"\n")


def test_no_spelling_of_service_calls_out(worker: Worker, calls: tuple[str, list[str]]) -> None:
    url, seen = calls
    refused = 0
    for before, word, where in itertools.product(BEFORE, WORDS, WHERE):
        text = (
            f"BASE <URL> PREFIX : <URL> PREFIX x: <URL> PREFIX SERVICEx: <URL> "
            f"SELECT * {{ BIND(<URL> AS ?v) {before}{word}{where}{{ ?a ?b ?c }} #'\n }} LIMIT 3"
        ).replace("URL", url)
        try:
            worker.query(text)
        except BadQuery:
            refused += 1
    assert seen == []
    assert refused == len(BEFORE) * len(WORDS) * len(WHERE)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX x: <URL> SELECT * { SERVICEx:y { ?s ?p ?o } }",
        "PREFIX : <URL> SELECT * { SERVICE:y { ?s ?p ?o } }",
        "SELECT * { BIND(<URL> AS ?v) FILTER(1<2)SERVICE?v#>\n{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?x VALUES ?x { true }FILTER(?x=trueSERVICE<URL>{ ?a ?b ?c }) }",
        "SELECT * { VALUES ?o { 1 } ?s ?p 1e5SERVICE<URL>{ ?a ?b ?c } }",
        "SELECT * { SER\\u0056ICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE\\u0020<URL> { ?s ?p ?o } }",
        "SELECT * { \\u0053\\u0045RVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?a ?b ?c } } }",
        "SELECT * { { SELECT * { SERVICE <URL> { ?a ?b ?c } } } }",
        "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE SILENT <URL> { ?a ?b ?c } }",
        "DESCRIBE ?a { SERVICE <URL> { ?a ?b ?c } }",
        "LOAD <URL>",
        "LOAD SILENT <URL> INTO GRAPH <urn:g>",
        "SELECT * { ?s ?p ?o } ; LOAD <URL>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "INSERT { ?s ?p 1 } WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP SILENT ALL",
        "CREATE GRAPH <urn:g>",
        "COPY DEFAULT TO <urn:g>",
    ],
)
def test_nothing_else_calls_out_or_writes(
    text: str, worker: Worker, calls: tuple[str, list[str]]
) -> None:
    with pytest.raises(BadQuery):
        worker.query(text.replace("URL", calls[0]))
    assert calls[1] == []


def test_from_reads_the_store_alone(worker: Worker, calls: tuple[str, list[str]]) -> None:
    for clause in ("FROM", "FROM NAMED", "from", "FROM#\n"):
        found = worker.query(f"SELECT * {clause} <{calls[0]}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")
        assert len(table(found)) == 0
    assert calls[1] == []


def test_the_word_service_may_stand_where_it_calls_nobody(worker: Worker) -> None:
    text = 'SELECT ?service { ?service rdfs:label "service <x>" ; cg:service ?o } # SERVICE <x>'
    guard(text)
    assert len(table(worker.query(text))) == 0
    with pytest.raises(
        BadQuery, match=r"line 2, column 3: SERVICE is not allowed: .*in: SERVICE <"
    ):
        worker.query("SELECT * {\n  SERVICE <urn:x> { ?s ?p ?o } }")


@LINUX
def test_the_process_has_no_socket_no_file_to_write_and_little_memory(tmp_path: Path) -> None:
    attempts = {
        "import socket; socket.socket()": "PermissionError",
        "open('f', 'w').write('x' * 99999)": "OSError",
        "x = bytearray(2**31)": "MemoryError",
        "import resource; assert not any(resource.getrlimit(resource.RLIMIT_CORE))": "",
    }
    for attempt, error in attempts.items():
        code = f"from credgraph.sandbox.confinement import confine; confine(2**30); {attempt}"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=_paths()
        )
        assert error in done.stderr, attempt
        assert bool(error) == bool(done.returncode)


@LINUX
def test_a_query_that_passes_the_check_of_the_text_still_finds_no_network(
    calls: tuple[str, list[str]],
) -> None:
    query = f"SELECT * {{ SERVICE SILENT <{calls[0]}> {{ ?s ?p ?o }} }}"
    code = "import sys, pyoxigraph; from credgraph.sandbox.confinement import confine; {}; "
    code += "list(pyoxigraph.Store().query(sys.argv[1]))"
    for limit, called in (("confine(2**30)", False), ("0", True)):
        command = [sys.executable, "-c", code.format(limit), query]
        subprocess.run(command, env=_paths(), capture_output=True)
        time.sleep(0.2)  # for the listener to note it
        assert bool(calls[1]) is called


@LINUX
def test_the_process_knows_nothing_of_the_environment(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, disk: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("A_SECRET", "hush")
    with Worker(disk) as fresh:
        assert fresh.query(ANY) is True
        [pid] = fresh.process_ids
        environment = Path(f"/proc/{pid}/environ").read_text()
    assert "PROXY" not in environment
    assert "hush" not in environment


# --- uploaded files ---


def test_a_file_is_asked_together_with_the_graph(worker: Worker, disk: Path) -> None:
    before = sorted((path.name, path.stat().st_mtime_ns) for path in disk.iterdir())
    extra = quads(f"<urn:mine> a {term('cg:Credential')} . <urn:g> {{ <urn:a> <urn:b> 1 }}")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    [alone], [both] = (
        table(found).column("n") for found in (worker.query(count), worker.query_with(count, extra))
    )
    assert both == alone + 2
    assert worker.query_with(
        f"ASK {{ GRAPH <{UPLOADED}> {{ <urn:mine> a cg:Credential }} }}", extra
    )
    assert worker.query_with("ASK { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", extra) is True
    assert worker.query_with("ASK { <urn:mine> ?p ?o }", quads("<urn:x> <urn:y> 2 .")) is False
    assert worker.query("ASK { <urn:mine> ?p ?o }") is False
    assert sorted((path.name, path.stat().st_mtime_ns) for path in disk.iterdir()) == before


def test_a_file_with_the_graph_cannot_call_out_or_write(
    hasty: Worker, calls: tuple[str, list[str]]
) -> None:
    for text in ("SELECT * { SERVICE <URL> { ?s ?p ?o } }", "LOAD <URL>", "CLEAR ALL"):
        with pytest.raises(BadQuery):
            hasty.query_with(text.replace("URL", calls[0]), quads("<urn:a> <urn:b> 1 ."))
    with pytest.raises((TimedOut, TooLarge)):
        hasty.query_with(FOREVER, quads("<urn:a> <urn:b> 1 ."))
    assert hasty.query(ANY) is True
    assert calls[1] == []


def test_a_file_is_checked_as_the_library_checks_it(
    worker: Worker, graph: credgraph.CredentialGraph, tmp_path: Path
) -> None:
    text = f"<urn:mine> a {term('cg:Credential')} ; {term('cg:oops')} 1 ."
    path = tmp_path / "mine.ttl"
    path.write_text(text)
    found = worker.validate_with(worker.read(path.read_bytes(), "mine.ttl"))
    assert found == graph.validate(path) != []


def test_of_too_many_findings_the_gravest_come_with_a_note_that_more_exist(
    worker: Worker, graph: credgraph.CredentialGraph, tmp_path: Path
) -> None:
    path = tmp_path / "many.ttl"
    path.write_text(
        "".join(f"{term(f'module:m{i}')} a {term('cg:Module')} .\n" for i in range(300))
    )
    found = worker.validate_with(worker.read(path.read_bytes(), "many.ttl"))
    every = graph.validate(path)
    assert len(found) <= worker.rows < len(every)
    assert found.truncated
    assert found.complete == ()
    assert {finding.severity for finding in found} == {Severity.VIOLATION}
    assert "300 Modules; at least 500 Violations; " in summary(found)
    assert set(found) < set(every)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["interim", "interim", ""], 1),
        (["interim", "interim", "end"], 1),
        (["interim", "error"], 0),
        (["reply", "reply of the next"], 0),
        ([""], None),
    ],
)
def test_the_last_interim_reply_counts_where_no_final_one_comes(
    kinds: list[str], expected: int | None
) -> None:
    replies = BytesIO()
    for number, kind in enumerate(["ready", "taken", *filter(None, kinds)], -2):
        write_message(replies, {"kind": kind, "interim": kind == "interim", "number": number})
    replies.seek(0)
    process = WorkerProcess.__new__(WorkerProcess)
    process.popen = SimpleNamespace(stdin=BytesIO(), stdout=replies)  # type: ignore[assignment]
    process.folder, process.ready, process.expired = Path(), False, False
    reply = process.reply({}, b"", 60)
    assert (reply[0]["number"] if reply else None) == expected


def test_a_file_is_read_and_its_faults_named(worker: Worker) -> None:
    upload = worker.read(b"<urn:a> <urn:b> _:c, 'more\\nlines' .", "a.ttl")
    assert len(upload) == 2
    [quad] = upload.first(1)
    assert quad.subject == ox.NamedNode("urn:a")
    faults = {
        ("a.ttl", b"<urn:a> <urn:b>"): "a.ttl, line 1",
        ("a.txt", b"hello"): "a.txt: this is no RDF file",
        ("a.nt", b"# nothing"): "there is no statement",
        ("a.ttl", b"\xff"): "not UTF-8",
    }
    for (name, content), fault in faults.items():
        with pytest.raises(UnreadableFile, match=fault):
            worker.read(content, name)


def test_a_file_made_to_harm_is_refused(hasty: Worker, calls: tuple[str, list[str]]) -> None:
    deep = b"<urn:a> <urn:p> " + b"<<( <urn:a> <urn:p> " * 200_000 + b"<urn:b>" + b" )>>" * 200_000
    rdf = b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="urn:"'
    slow = b"<rdf:RDF %s>%s%s</rdf:RDF>" % (rdf, b"<p:a><p:b>" * 99_000, b"</p:b></p:a>" * 99_000)
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (i + 1, b"&l%d;" % i * 10) for i in range(12))
    bomb = (
        b'<!DOCTYPE rdf:RDF [<!ENTITY l0 "ha">%s]><rdf:RDF %s><p:a><p:b>&l12;</p:b></p:a></rdf:RDF>'
    )
    context = f'{{"@context": "{calls[0]}c.jsonld", "@id": "urn:a", "urn:p": 1}}'.encode()
    outside = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{calls[0]}">]><rdf:RDF {rdf.decode()}>'
    outside += "<p:a><p:b>&x;</p:b></p:a></rdf:RDF>"
    for name, content in (
        ("deep.ttl", deep + b" ."),
        (
            "less.ttl",
            b"<urn:a> <urn:p> " + b"<<( <urn:a> <urn:p> " * 99 + b"1" + b")>>" * 99 + b".",
        ),
        ("slow.rdf", slow),
        ("bomb.rdf", bomb % (laughs, rdf)),
        ("outside.rdf", outside.encode()),
        ("context.jsonld", context),
        ("large.nt", b"#" * 11 * 2**20),
        ("prefix.ttl", b"@prefix x: <urn:%s> ." % (b"x" * 5000) + b"x:a x:b x:c,x:d,x:e." * 9999),
    ):
        with pytest.raises((UnreadableFile, TimedOut, TooLarge)):
            hasty.read(content, name)
    assert hasty.query(ANY) is True
    assert calls[1] == []


def test_a_file_may_take_ten_megabytes_however_much_it_abbreviates(worker: Worker) -> None:
    prefix = b"@prefix x: <https://an.address.as.long.as.addresses.are.example/with/a/path#> ."
    rows = (b"x:%d x:p x:%d ." % (number, number + 1) for number in range(100_000))
    content = prefix + b"\n".join(rows)
    upload = worker.read(content, "many.ttl")
    assert len(upload) == 100_000
    assert len(upload.written) > 10 * 2**20 > len(content)
    assert worker.query_with("ASK { ?a ?p ?b . ?b ?p ?c }", upload) is True
    with pytest.raises(TooLarge, match="an uploaded file may take 10 MB"):
        worker.read(b"#" * 11 * 2**20, "large.nt")


# --- processes ---


def test_many_threads_are_all_answered(disk: Path) -> None:
    with Worker(disk, seconds=10) as shared, ThreadPoolExecutor(8) as threads:
        texts = [f"SELECT (({number} + COUNT(*) * 0) AS ?n) {{ ?s ?p ?o }}" for number in range(20)]
        found = [table(answer).column("n") for answer in threads.map(shared.query, texts)]
        assert len(shared.process_ids) <= 2
    assert found == [[number] for number in range(20)]


def test_threads_are_answered_while_others_are_killed(disk: Path) -> None:
    def ask(text: str) -> object:
        try:
            return shared.query(text)
        except CredGraphError as error:
            return type(error)

    texts = [FOREVER if number % 5 == 0 else ANY for number in range(20)]
    with Worker(disk, seconds=1) as shared, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, texts))
    assert found == [TimedOut if text == FOREVER else True for text in texts]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_a_process_killed_from_outside_is_replaced(number: signal.Signals, disk: Path) -> None:
    with Worker(disk) as own:
        for _ in range(5):
            assert own.query(ANY) is True
            [pid] = own.process_ids
            os.kill(pid, number)
            assert own.query(ANY) is True
            assert pid not in own.process_ids
            assert not Path(f"/proc/{pid}").exists()


def test_a_process_killed_amid_a_query_is_a_clear_error(disk: Path) -> None:
    with Worker(disk) as own:
        own.query(ANY)
        threading.Timer(0.3, os.kill, (own.process_ids[0], signal.SIGKILL)).start()
        with pytest.raises(BadQuery, match="the engine stopped in the middle of this"):
            own.query(FOREVER)
        assert own.query(ANY) is True


def test_closing_leaves_no_process_and_no_answer(disk: Path) -> None:
    own = Worker(disk, seconds=30)
    with ThreadPoolExecutor(2) as threads:
        running_query = threads.submit(own.query, FOREVER)
        while not own.process_ids:
            time.sleep(0.01)
        pids = own.process_ids
        time.sleep(0.3)
        own.close()
        with pytest.raises(StoreUnavailable, match="its worker is closed"):
            running_query.result(5)
    with pytest.raises(StoreUnavailable, match="its worker is closed"):
        own.query(ANY)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    own.close()


def test_a_forgotten_worker_leaves_no_process(disk: Path) -> None:
    own = Worker(disk)
    own.query(ANY)
    pids = own.process_ids
    del own
    gc.collect()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_a_folder_that_is_no_store_is_named(tmp_path: Path) -> None:
    with Worker(tmp_path / "nothing") as own:
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="nothing: cannot be opened"):
                own.query(ANY)
        assert own.process_ids == ()


PARENT = """
import os, sys, threading, time
from credgraph.sandbox.worker import Worker
worker = Worker(sys.argv[1], seconds=20)
worker.query("ASK { ?s ?p ?o }")
threading.Thread(target=worker.query, args=(sys.argv[2],), daemon=True).start()
time.sleep(0.3)
threading.Thread(target=worker.query, args=(sys.argv[2],), daemon=True).start()
time.sleep(0.3)
print(*worker.process_ids, flush=True)
"""


@pytest.mark.parametrize(
    "end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)", "raise SystemExit(3)"]
)
def test_the_end_of_the_parent_leaves_no_process(end: str, disk: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PARENT + end, disk, FOREVER],
        capture_output=True,
        text=True,
        env=_paths(),
        timeout=20,
    )
    [line] = done.stdout.splitlines()  # and no process ran the parent's own script again
    pids = tuple(map(int, line.split()))
    assert len(pids) == 2
    assert gone(pids, within=3)


LARGE_PARENT = """
import sys
held = bytearray(b"1") * (800 * 2**20)
from credgraph.sandbox.worker import Worker
with Worker(sys.argv[1], seconds=20, memory=2**30, processes=1) as worker:
    for _ in range(3):
        assert worker.query("ASK { ?s ?p ?o }")
        print(*worker.process_ids, flush=True)
"""


@LINUX
def test_what_the_parent_holds_does_not_count_against_its_processes(disk: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LARGE_PARENT, disk],
        capture_output=True,
        text=True,
        env=_paths(),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 3
    assert len({*done.stdout.split()}) == 1  # one process answered all


def _paths() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(credgraph.__file__).parents[1])}
