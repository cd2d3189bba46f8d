"""Queries that outlive a run of their page: found again, run anew, stopped."""

from __future__ import annotations

import gc
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from endpoints import HEAD, JSON, answering, reply, rows
from places import ROOT
from streamlit.testing.v1 import AppTest

import credgraph
from credgraph.sandbox.worker import Worker
from dashboard.state import execution, turns
from dashboard.state.errors import BROKEN
from dashboard.state.turns import Busy, Turns


class Slow:
    """A worker that answers when it is let, and counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may = threading.Event()
        self.closed = False

    def query_with(self, text: str, _: object) -> bool:
        self.asked.append(text)
        self.may.wait(20)
        return True

    def close(self) -> None:
        self.closed = True
        self.may.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()
    found: Any = lambda: made  # noqa: E731 - it needs a `clear` beside it
    found.clear = lambda: None
    monkeypatch.setattr(execution, "session_worker", found)
    yield made
    made.may.set()


def page() -> None:
    import streamlit as st

    from dashboard.state import execution

    if st.button("anew"):
        execution.forget_outcome("k")
    ended = execution.run_query("k", st.text_input("text", "ASK {}"))
    st.text(str(ended.error or ended.answer))


def test_an_answer_stays_until_the_query_is_run_anew(slow: Slow) -> None:
    slow.may.set()
    app = AppTest.from_function(page).run()
    assert app.text[0].value == "True"
    app.run()
    assert slow.asked == ["ASK {}"]
    app.button[0].click().run()
    assert slow.asked == ["ASK {}", "ASK {}"]
    app.text_input[0].set_value("ASK { }").run()
    assert slow.asked == ["ASK {}", "ASK {}", "ASK { }"]


def test_a_page_that_is_run_again_finds_its_query_running(slow: Slow) -> None:
    job = execution._Job(
        execution._Request("ASK {}", execution.THIS_GRAPH), lambda: slow.query_with("before", None)
    )
    app = AppTest.from_function(page)
    app.session_state["k-job"] = job
    slow.may.set()
    assert app.run().text[0].value == "True"
    assert slow.asked == ["before"]


def test_another_query_ends_the_one_that_runs(slow: Slow) -> None:
    job = execution._Job(
        execution._Request("other", execution.THIS_GRAPH), lambda: slow.query_with("other", None)
    )
    app = AppTest.from_function(page)
    app.session_state["k-job"] = job
    assert app.run().text[0].value == "True"
    assert slow.closed
    assert slow.asked == ["other", "ASK {}"]


def test_a_stopped_query_says_so_and_is_not_begun_again(slow: Slow) -> None:
    def stopping() -> None:
        import streamlit as st

        from dashboard.state import execution

        execution.stop_query("k")
        st.text(str(execution.run_query("k", "ASK {}").error))

    app = AppTest.from_function(stopping)
    job = execution._Job(
        execution._Request("ASK {}", execution.THIS_GRAPH), lambda: slow.query_with("before", None)
    )
    app.session_state["k-job"] = job
    assert app.run().text[0].value == "The query was stopped."
    assert slow.closed
    assert slow.asked == ["before"]


def test_a_query_that_is_late_is_given_up(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "_LONGEST", 0)
    assert "was given up" in AppTest.from_function(page).run().text[0].value
    assert slow.closed


@pytest.fixture
def plenty() -> Iterator[str]:
    """An endpoint that answers more rows than a page takes."""
    whole = rows(3 * execution.MAX_ROWS)
    with answering(lambda call: reply(call, 200, JSON, whole)) as url:
        yield url


def elsewhere(target: str) -> None:
    import streamlit as st

    from dashboard.state import execution

    ended = execution.run_query("k", "SELECT ?x { ?x ?y ?z }", target)
    st.text(str(ended.error or len(ended.answer)))  # type: ignore[arg-type]
    st.text(str(getattr(ended.answer, "truncated", "whole")))


def test_an_endpoint_answers_no_more_rows_than_the_page_says(plenty: str) -> None:
    app = AppTest.from_function(elsewhere, args=(plenty,)).run()
    assert [element.value for element in app.text] == [str(execution.MAX_ROWS), "True"]


def test_a_store_elsewhere_is_bounded_as_endpoints_are(
    plenty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDGRAPH_STORE", plenty)
    app = AppTest.from_function(elsewhere, args=(execution.THIS_GRAPH,)).run()
    assert [element.value for element in app.text] == [str(execution.MAX_ROWS), "True"]


def test_a_query_that_breaks_is_told_as_broken_and_not_as_late(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> bool:
        raise SystemError("the engine broke")

    monkeypatch.setattr(slow, "query_with", breaks)
    assert AppTest.from_function(page).run().text[0].value == BROKEN
    assert "the engine broke" in caplog.text
    assert not slow.closed


def test_a_late_endpoint_costs_the_worker_nothing(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "_LONGEST", 0)

    def wait(_: object) -> None:
        slow.may.wait(20)

    with answering(wait) as url:
        app = AppTest.from_function(elsewhere, args=(url,)).run()
        assert f"longer than {execution.MAX_SECONDS} seconds" in app.text[0].value
        assert not slow.closed
        slow.may.set()


def test_a_refusal_takes_nothing_of_its_thread_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a reply may be dropped by the thread that read them, and by no other."""
    told: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    broken = HEAD + b'{"x":{"type":"uri","value":"x:y"}}'
    with answering(lambda call: reply(call, 200, JSON, broken)) as url:
        app = AppTest.from_function(elsewhere, args=(url,)).run()
        assert "does not answer with SPARQL results" in app.text[0].value
    del app
    gc.collect()
    assert told == []


class Resting:
    """A worker that counts how often it gave its process up."""

    def __init__(self) -> None:
        self.rests = 0

    def rest(self) -> None:
        self.rests += 1


def test_all_sessions_together_run_so_many_queries_at_once() -> None:
    shared = Turns(at_once=2, waiting=9, patience=20)
    lock, running, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    sessions: list[Any] = [Resting() for _ in range(12)]
    threads = [threading.Thread(target=shared.take, args=(each, work)) for each in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
    assert sum(each.rests for each in sessions) == 12 - 9


def test_a_session_without_a_turn_in_time_is_told_and_takes_none() -> None:
    shared, may = Turns(at_once=1, waiting=1, patience=0.05), threading.Event()
    busy: Any = Resting()
    thread = threading.Thread(target=shared.take, args=(busy, may.wait))
    thread.start()
    with pytest.raises(Busy, match="try again in a moment"):
        shared.take(busy, lambda: None)
    may.set()
    thread.join()
    with pytest.raises(ZeroDivisionError):  # what goes wrong gives its turn back
        shared.take(busy, lambda: 1 // 0)
    assert shared.take(busy, lambda: 7) == 7


def test_the_processes_used_longest_ago_are_given_up() -> None:
    shared = Turns(at_once=1, waiting=2)
    first, second, third = sessions = [Resting() for _ in range(3)]
    for each in (first, second, first, third):
        shared.take(each, lambda: None)  # type: ignore[arg-type]
    assert [each.rests for each in sessions] == [0, 1, 0]


def test_a_worker_that_gave_its_process_up_starts_another(tmp_path: Path) -> None:
    credgraph.open(tmp_path / "store")
    with Worker(tmp_path / "store", processes=1) as worker:
        assert worker.query("ASK { ?s ?p ?o }") is True
        [before] = worker.process_ids
        worker.rest()
        assert not worker.process_ids
        assert worker.query("ASK { ?s ?p ?o }") is True
        assert worker.process_ids != (before,)


def test_every_part_of_a_page_that_asks_a_worker_takes_a_turn(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_TURNS", Turns(at_once=1, waiting=1, patience=0.05))
    other: Any = Resting()
    thread = threading.Thread(target=turns.in_turn, args=(other, slow.may.wait))
    thread.start()
    app = AppTest.from_function(page).run()
    assert app.text[0].value == str(Busy())
    slow.may.set()
    thread.join()
    assert slow.asked == []


def test_the_settings_of_the_server_are_known_to_streamlit_and_keep_others_out() -> None:
    from streamlit import config

    found = tomllib.loads((ROOT / "dashboard" / ".streamlit" / "config.toml").read_text())
    for section, values in found.items():
        for name in values:
            config.get_option(f"{section}.{name}")  # raises for a name that is none
    server = found["server"]
    assert server["address"] in server["allowedHosts"]
    assert "*" not in server["allowedHosts"]
    assert server["xsrfCookieSameSite"] == "strict"
