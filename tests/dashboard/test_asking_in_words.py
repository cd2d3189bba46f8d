"""A question typed into the search of Start: answered, offered, or left to the names of records."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from explorer_pages import shown, words
from streamlit.testing.v1 import AppTest

import credgraph

VETERAN = "who pays for the CPT for a veteran in South Carolina"


def questions(app: AppTest) -> dict[str, dict[str, str]]:
    """Return the parameters of each link to a question, by its label."""
    links: list[Any] = [*app.get("page_link")]
    every = [(e.proto.label.replace("\\", ""), parse_qs(e.proto.query_string)) for e in links]
    return {
        label: {name: values[0] for name, values in asked.items()}
        for label, asked in every
        if "ask" in asked
    }


@pytest.mark.parametrize(
    "typed", [VETERAN, f"{VETERAN}?", "how much does the cpt cost", "what does toyta ask for"]
)
def test_a_question_is_answered_by_a_sentence_and_a_link(
    typed: str, graph: credgraph.CredentialGraph
) -> None:
    meant = graph.interpret(typed)
    app = shown("start", q=typed)
    answer = graph.ask(meant.question, **meant.values)
    assert graph.sentence(meant.question, answer, **meant.values) in words(app)
    [(label, asked)] = questions(app).items()
    assert graph.questions[meant.question].summary in label
    assert asked == {"ask": meant.question, **meant.values}
    assert not app.info, "nothing is said to be missing"


def test_the_link_of_an_answer_fills_the_inputs_and_repeats_the_sentence() -> None:
    app = shown("start", q=VETERAN)
    [(label, asked)] = questions(app).items()
    assert label.endswith("(MSSC CPT, Veteran, South Carolina)")
    said = app.markdown[0].value
    there = shown("start", **asked)
    assert [box.value for box in there.selectbox] == ["mssc-cpt", "FormerMilitary", "us-sc"]
    assert said in [element.value for element in there.markdown]


def test_what_may_be_a_question_offers_the_nearest_three() -> None:
    app = shown("start", q="who pays for something in South Carolina or Ohio")
    assert "Did you mean to ask" in words(app)
    offered = questions(app)
    assert len(offered) == 3
    assert any(asked.get("area") == "us-sc" for asked in offered.values())
    for asked in offered.values():
        assert not shown("start", **asked).warning


@pytest.mark.parametrize(
    "typed",
    [
        "CPT",
        "gi bill",
        "bill benefits gi",
        "my dog is brown",
        "Department of Veterans Affairs",
        "quality practices and measurement",
    ],
)
def test_names_and_what_asks_nothing_are_searched_as_before(typed: str) -> None:
    assert questions(shown("start", q=typed)) == {}


def test_names_are_not_read_as_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("this takes longer than a search")

    monkeypatch.setattr(credgraph.CredentialGraph, "interpret", read)
    for typed in ("mssc cpt", "toyota", "Certified Production Technician"):
        assert questions(shown("start", q=typed)) == {}


def test_a_text_of_any_length_is_read_as_far_as_the_box_holds() -> None:
    app = shown("start", q="1," * 100_000)
    assert len(str(app.text_input[0].value)) == 400
