"""The address of the SPARQL view keeps where a query went, and sends none where none may go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from endpoints import JSON, answering, reply, rows
from explorer_pages import shown
from streamlit.testing.v1 import AppTest

from dashboard.state.addresses import pack_query
from dashboard.state.execution import THIS_GRAPH
from dashboard.state.markdown import escape

ASKED = pack_query("SELECT ?x { ?x ?y ?z } LIMIT 2")


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
