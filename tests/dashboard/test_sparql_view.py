"""The address of the SPARQL view keeps where a query went, and sends none where none may go."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from endpoints import JSON, answering, reply, rows
from explorer_pages import shown
from streamlit.testing.v1 import AppTest

from dashboard.state.addresses import pack_query, unpack_query
from dashboard.state.execution import THIS_GRAPH
from dashboard.state.markdown import escape

ASKED = pack_query("SELECT ?x { ?x ?y ?z } LIMIT 2")
OTHER = pack_query("SELECT ?x { ?x ?y ?z } LIMIT 3")


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An endpoint that the operator allows; it answers three rows whatever it is asked."""
    with answering(lambda call: reply(call, 200, JSON, rows(3))) as url:
        monkeypatch.setenv("CREDGRAPH_ENDPOINTS", url)
        yield url


def choose(app: AppTest, place: str) -> None:
    [box] = [box for box in app.selectbox if box.label == "Ask"]
    box.set_value(place).run()


def captions(app: AppTest) -> str:
    return " ".join(element.value for element in app.caption)


def test_the_address_restores_an_answer_from_elsewhere(allowed: str) -> None:
    app = shown("sparql", q=ASKED, target=allowed)
    assert "3 rows" in captions(app)
    assert not app.warning


def test_where_a_query_goes_is_kept_in_the_address(allowed: str) -> None:
    app = shown("sparql", q=ASKED)
    assert "2 rows" in captions(app)
    choose(app, allowed)
    assert "3 rows" in captions(app)
    assert app.query_params["target"] == allowed
    choose(app, THIS_GRAPH)
    assert "2 rows" in captions(app)
    assert "target" not in app.query_params


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("asked", ["http://127.0.0.1:9/sparql", "![x](y)"])
def test_a_link_sends_no_query_where_the_operator_did_not_allow_it(asked: str) -> None:
    app = shown("sparql", q=ASKED, target=asked)
    assert [element.value for element in app.warning] == [
        escape(f"This explorer does not ask {asked!r}; its own graph is asked.")
    ]
    assert "2 rows" in captions(app)


def test_a_link_to_an_endpoint_is_told_where_there_is_none() -> None:
    app = shown("sparql", q=ASKED, target="http://127.0.0.1:9/sparql")
    assert "its own graph is asked" in app.warning[0].value
    assert "2 rows" in captions(app)


def history(app: AppTest) -> dict[str, str]:
    """Return the packed query of each entry of the history, by its label."""
    found = {}
    for link in app.get("page_link"):
        proto: Any = link.proto
        [query] = parse_qs(proto.query_string)["q"]
        found[proto.label.replace("\\", "")] = query
    return found


def test_a_draft_is_kept_when_another_query_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.editor.query_editor.has_editor", lambda: False)
    monkeypatch.setattr("dashboard.editor.has_editor", lambda: False)
    app = shown("sparql", q=ASKED)
    app.text_area[0].set_value("ASK { ?never ?ran ?this }").run()
    app.query_params["q"] = OTHER
    app.run()
    assert app.text_area[0].value == unpack_query(OTHER), "the text of the link"
    [draft] = [label for label in history(app) if "?never" in label]
    assert "not run" in draft


def test_the_history_restores_query_and_answer_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.editor.query_editor.has_editor", lambda: False)
    app = shown("sparql", q=ASKED)
    for query, rows_ in ((OTHER, "3 rows"), (ASKED, "2 rows")):
        app.query_params["q"] = query
        app.run()
        assert app.text_area[0].value == unpack_query(query)
        assert rows_ in captions(app)
    assert {*history(app).values()} == {ASKED, OTHER}


def test_a_selected_variable_without_a_value_is_told() -> None:
    asked = pack_query("SELECT ?c ?lable { ?c a cg:Module ; rdfs:label ?label }")
    assert "did you mean ?label?" in captions(shown("sparql", q=asked)).replace("\\", "")


def test_terms_of_an_endpoint_are_not_held_against_our_ontology(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = pack_query("SELECT * { ?x a cg:Credental }")
    assert "did you mean" in captions(shown("sparql", q=asked))
    with answering(lambda call: reply(call, 200, JSON, rows(0))) as url:
        monkeypatch.setenv("CREDGRAPH_ENDPOINTS", url)
        app = shown("sparql", q=asked, target=url)
    assert "0 rows" in captions(app)
    assert "did you mean" not in captions(app)


def test_a_part_of_an_answer_is_told_from_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(lambda call: reply(call, 206, JSON, rows(3))) as url:
        monkeypatch.setenv("CREDGRAPH_ENDPOINTS", url)
        app = shown("sparql", q=ASKED, target=url)
    assert "a part of the answer" in app.warning[0].value
    assert "3 rows" in captions(app)


def test_the_password_in_an_address_is_sent_and_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def look(call: BaseHTTPRequestHandler) -> None:
        seen.append(call.headers["Authorization"])
        reply(call, 200, JSON, rows(3))

    with answering(look) as url:
        monkeypatch.setenv("CREDGRAPH_ENDPOINTS", url.replace("//", "//ann:s3cret@"))
        app = shown("sparql", q=ASKED, target=url)
    assert "3 rows" in captions(app)
    assert seen == ["Basic YW5uOnMzY3JldA=="]
    assert "s3cret" not in f"{app.main}{app.sidebar}{dict(app.query_params)}"
