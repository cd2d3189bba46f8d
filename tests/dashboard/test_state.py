"""Addresses, inputs, the user's profile and errors: what a link restores and what it may not do."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from explorer_pages import APP, HOSTILE, shown, tables, words
from places import ROOT
from streamlit.testing.v1 import AppTest

from credgraph import CredentialGraph
from credgraph.errors import BadQuery, UnknownQuestion
from dashboard.state.addresses import pack_query, unpack_query
from dashboard.state.errors import BROKEN, in_plain_words
from dashboard.state.markdown import DISPUTED, dispute_badge, escape, flagged


def test_a_link_restores_the_choices_of_a_view() -> None:
    app = shown("funding", credential="mssc-cpt", audience="veteran", area="us-sc")
    assert [box.value for box in app.selectbox] == ["mssc-cpt", "FormerMilitary", "us-sc"]
    assert "Who pays for MSSC CPT for a veteran in South Carolina" in words(app)
    same = shown("funding", credential="MSSC CPT", audience="Veteran", area="SC")
    assert [box.value for box in same.selectbox] == [box.value for box in app.selectbox]


def test_a_choice_is_written_into_the_link_and_back() -> None:
    app = shown("pay")
    app.selectbox[0].select("us-tx").run()
    assert app.query_params["area"] in ("us-tx", ["us-tx"])
    again = shown("pay", area="us-tx")
    assert [str(t.to_dict()) for t in tables(again)] == [str(t.to_dict()) for t in tables(app)]


@pytest.mark.parametrize(
    ("view", "query"),
    [
        ("pay", {"area": "atlantis"}),
        ("pay", {"pay": "lots"}),
        ("employers", {"industry": "nowhere"}),
        ("funding", {"audience": "dragons"}),
        ("compare", {"c": "nothing"}),
        ("plan", {"hold": "nothing"}),
        ("graph", {"id": "nothing"}),
        ("sparql", {"q": "zz"}),
        ("sparql", {"ask": "removed_question"}),
        ("start", {"ask": "removed_question"}),
        ("quality", {"before": "yesterday"}),
    ],
)
def test_a_bad_link_gets_one_sentence_and_the_page_works(view: str, query: dict[str, str]) -> None:
    app = shown(view, **query)
    if view != "quality":  # its date stands on a tab that is closed at first
        assert len(app.warning) == 1
    assert len(app.title) == 1


@pytest.mark.parametrize("view", ["plan", "compare", "graph", "export"])
def test_a_widget_that_shows_its_value_is_not_drawn_anew(view: str) -> None:
    app = shown(view, id="credential/mssc-cpt", c=["mssc-cpt", "nims-machining-1"])
    app.run()
    shown_in = [*app.multiselect, *app.selectbox, *app.number_input, *app.text_input]
    assert shown_in
    assert not [each.label for each in shown_in if each.proto.set_value]


def test_a_link_with_long_or_many_unknown_names_is_told_in_few_words() -> None:
    app = shown("plan", hold=[f"x{i}" for i in range(500)], state="y" * 60_000, pay="9" * 60_000)
    told = [each.value for each in app.warning]
    assert len(told) == 3
    assert "and 497 more" in told[0]
    assert max(map(len, told)) < 600
    assert max(len(each.value) for each in shown("record", id="x" * 60_000).warning) < 600


def test_a_bad_value_of_a_link_is_told_once_and_leaves_the_address() -> None:
    app = shown("funding", credential="zzz", audience="nobody")
    assert len(app.warning) == 2
    assert "credential" not in app.query_params
    assert not app.run().warning
    app = shown("plan", pay="abc", hold=["zzz", "credential/osha-10"])
    assert len(app.warning) == 2
    assert app.query_params["hold"] == "credential/osha-10"
    assert not app.run().warning


def test_more_than_fit_are_said_to_be_left_out() -> None:
    five = ["mssc-cpt", "nims-machining-1", "smscp-level-1", "smscp-level-2", "osha-10"]
    app = shown("compare", c=five)
    assert any("at most 4 fit" in each.value for each in app.warning)
    assert app.query_params["c"] == five[:4]


def test_the_person_stays_the_same_on_other_pages() -> None:
    app = shown("plan", audience="veteran", state="us-sc", pay="50000")
    elsewhere(app, "funding")
    assert app.query_params["audience"] == "veteran"
    assert app.query_params["area"] == "us-sc"
    assert "for a veteran in South Carolina" in words(app)
    app.selectbox(key="pick-area").set_value(None).run()
    assert "area" not in app.query_params
    elsewhere(app, "pay")
    assert "area" not in app.query_params
    assert app.number_input(key="type-pay").value == 50000
    elsewhere(app, "plan")
    assert app.query_params["audience"] == "veteran"
    assert "state" not in app.query_params


def elsewhere(app: AppTest, view: str) -> None:
    app.query_params.clear()  # as the browser does
    app.switch_page(f"views/{view}.py").run()


def test_hostile_text_stays_text() -> None:
    escaped = escape(HOSTILE)
    assert all(f"\\{mark}" in escaped for mark in "<![(:")
    assert escape("a\n# b") == "a \\# b"
    app = shown("start", q=HOSTILE)
    assert HOSTILE in words(app)
    assert all(" <img" not in f" {element.value}".replace("\\<", "") for element in app.info)


@pytest.mark.parametrize("text", ["", "SELECT * { ?s ?p ?o }", "# ünïcode\n" * 2000])
def test_a_query_survives_its_link(text: str) -> None:
    assert unpack_query(pack_query(text)) == text


@pytest.mark.parametrize("damaged", ["zz", "é", "eNoL", pack_query("x" * 300_000), "a" * 1000])
def test_a_damaged_query_link_is_none(damaged: str) -> None:
    assert unpack_query(damaged) is None


def test_errors_are_sentences() -> None:
    assert in_plain_words(UnknownQuestion("x", ("y",))).endswith("Did you mean y?")
    told = in_plain_words(BadQuery("something is missing", 2, 3, "SELECT"))
    assert told == "Line 2, column 3: something is missing."


def test_a_fault_in_one_part_of_a_page_is_one_sentence() -> None:
    def page() -> None:
        import streamlit as st

        from dashboard.state.errors import report_errors

        with report_errors():
            raise ZeroDivisionError
        st.text("the rest")

    app = AppTest.from_function(page).run()
    assert [element.value for element in app.error] == [BROKEN]
    assert [element.value for element in app.text] == ["the rest"]


def test_a_panic_of_an_engine_is_one_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    shacl = pytest.importorskip("shacl", reason="no wheel for this machine")
    shape = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ;
            sh:property [ sh:path <urn:p> ; sh:datatype xsd:dateTime ] ."""
    year = '"99999999999999999999"^^<http://www.w3.org/2001/XMLSchema#dateTime>'

    raised = list[bool]()

    def export(*_: object, **__: object) -> None:
        shapes = shacl.Shapes.from_turtle(shape)
        try:
            shapes.validate_text(f"<urn:a> <urn:p> {year} .", format="nt")
        except BaseException as error:
            raised.append(isinstance(error, Exception))
            raise

    monkeypatch.setattr(CredentialGraph, "export", export)
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["id"] = "module/safety"
    app.switch_page("views/export.py").run()
    assert raised == [False]
    assert [element.value for element in app.error] == [BROKEN]
    assert app.title[0].value == "Export"


def test_what_ends_a_run_early_is_no_fault() -> None:
    def page() -> None:
        import streamlit as st

        from dashboard.state.errors import report_errors

        with report_errors():
            st.stop()
        st.text("never")

    app = AppTest.from_function(page).run()
    assert not app.error
    assert not app.text


def test_the_mark_of_a_dispute_is_written_in_one_place() -> None:
    written = [path for path in (ROOT / "dashboard").rglob("*.py") if DISPUTED in path.read_text()]
    assert [path.name for path in written] == ["markdown.py"]
    assert flagged("WIOA grant", None) == flagged("WIOA grant", "") == "WIOA grant"
    assert flagged("WIOA grant", "unconfirmed") == f"WIOA grant {DISPUTED}"
    assert dispute_badge("unconfirmed") == f":orange-badge[{DISPUTED}\u00a0unconfirmed]"
