"""What the graph page draws: around a record, along a path, up and down a stack."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from explorer_pages import shown
from streamlit.testing.v1 import AppTest

from credgraph.rdf.namespaces import RECORDS, term
from dashboard.graph.edges import edge_triples, edges_of, relations_of
from dashboard.graph.kinds import kind_label, kind_labels
from dashboard.graph.neighbourhood import Expansion, neighbourhood_of
from dashboard.graph.paths import shortest_path, stack_of

CPT, TOYOTA, MSSC = (
    f"{RECORDS}{name}"
    for name in ("credential/mssc-cpt", "organization/toyota", "organization/mssc")
)


def test_the_first_picture_has_few_records_of_many_kinds_and_counts_the_rest() -> None:
    drawing = neighbourhood_of([Expansion(CPT)], each=12, most=120)
    assert len(drawing.nodes) == 13
    assert len({iri.split("/")[-2] for iri in drawing.nodes}) >= 8
    others = {edge.other(CPT) for edge in edges_of(CPT)}
    assert drawing.left_out == {CPT: len(others) - 12}


def test_opening_another_record_adds_to_the_picture_and_takes_nothing_away() -> None:
    before = neighbourhood_of([Expansion(CPT)], each=12, most=120)
    after = neighbourhood_of([Expansion(CPT), Expansion(MSSC)], each=12, most=120)
    assert list(after.nodes)[:1] == [CPT]
    assert before.nodes.keys() < after.nodes.keys()
    new = after.nodes.keys() - before.nodes.keys()
    assert new <= {edge.other(MSSC) for edge in edges_of(MSSC)}


def test_a_relation_is_drawn_whole_and_within_the_bound() -> None:
    employers = next(r for r in relations_of(CPT) if r.name == "^cg:recognizes")
    whole = neighbourhood_of([Expansion(CPT, "^cg:recognizes")], each=2, most=120)
    assert len(whole.nodes) == employers.edges + 1
    assert not whole.left_out
    some = neighbourhood_of([Expansion(CPT, "^cg:recognizes")], each=2, most=20)
    assert (len(some.nodes), some.left_out[CPT]) == (20, employers.edges - 19)


def test_two_records_on_the_screen_are_joined_by_all_that_links_them() -> None:
    drawing = neighbourhood_of([Expansion(CPT, "cg:issuer"), Expansion(TOYOTA)], each=12, most=120)
    drawn = {(e.source, e.relation, e.target) for e in drawing.edges}
    between = {
        (e.source, e.relation, e.target)
        for iri in drawing.nodes
        for e in edges_of(iri)
        if e.other(iri) in drawing.nodes
    }
    assert drawn == between
    assert len(edge_triples(drawing.edges)) == len(drawn)


def test_a_stack_holds_what_comes_before_and_after_and_nothing_beside() -> None:
    drawing = stack_of(CPT, most=120)
    names = set(drawing.nodes.values())
    assert {"Safety", "Siemens SMSCP Level 2", "Mechatronics technician"} <= names
    assert "Toyota" not in names
    safety = stack_of(f"{RECORDS}module/safety", most=120)
    assert "Siemens SMSCP Level 2" in safety.nodes.values()
    assert "Green Production" not in safety.nodes.values()  # a sibling is no part of its stack
    assert sum(stack_of(CPT, most=5).left_out.values()) > 0


def test_what_a_record_builds_on_stands_above_it() -> None:
    upward = {e.relation_label for e in edges_of(CPT) if e.upward}
    assert {"builds on", "requires module", "requires credential"} <= upward
    assert "recognizes" not in upward


def test_a_path_is_a_chain_from_one_end_to_the_other() -> None:
    chain = shortest_path(f"{RECORDS}area/us-sc", TOYOTA)
    assert chain
    here = f"{RECORDS}area/us-sc"
    for edge in chain:
        here = edge.other(here)
    assert here == TOYOTA
    assert shortest_path(CPT, CPT) == []
    assert shortest_path(CPT, f"{RECORDS}credential/none") is None


def test_every_kind_is_named_once_main_kinds_first() -> None:
    assert kind_labels()[0] == "Credential"
    assert len(set(kind_labels())) == len(kind_labels()) > 20


def edges(app: AppTest) -> str:
    return unquote(str(app.dataframe[0].value.to_dict()))


def relation_picker(app: AppTest) -> Any:
    return next(each for each in app.multiselect if str(each.key).startswith("relations-"))


def test_a_link_restores_what_is_drawn_and_hidden() -> None:
    plain = shown("graph", id="credential/mssc-cpt")
    assert "Green Production" in edges(plain)
    less = shown(
        "graph", id="credential/mssc-cpt", hide=["module/green-production"], without=["Issuer"]
    )
    assert "Green Production" not in edges(less)
    assert "issued by" not in edges(less)
    more = shown("graph", id="credential/mssc-cpt", open=["credential/mssc-cpt ^cg:recognizes"])
    assert "Toyota" in edges(more)


def test_the_selected_record_shows_facts_and_counts_by_relation() -> None:
    app = shown("graph", id="credential/mssc-cpt")
    assert app.selectbox(key="graph-chosen").value == f"{RECORDS}credential/mssc-cpt"
    assert any("description" in element.value for element in app.markdown)
    assert any("recognizes 44" in option for option in relation_picker(app).options)


def test_picking_a_relation_draws_it_and_writes_the_link() -> None:
    app = shown("graph", id="credential/mssc-cpt")
    relation_picker(app).set_value(["^cg:recognizes"]).run()
    assert "credential/mssc-cpt ^cg:recognizes" in app.query_params["open"]
    assert "Toyota" in edges(app)


def test_what_is_no_record_is_drawn_without_neighbours() -> None:
    assert edges_of("https://x.example/a") == ()
    assert kind_label("https://x.example/a") == "Other"
    assert kind_label(term("cg:Credential").value) == "Term"


def test_a_path_leads_through_no_unit_or_other_concept() -> None:
    assert shortest_path(f"{RECORDS}credential/smrp-cmrt", TOYOTA) is None
    chain = shortest_path(f"{RECORDS}credential/osha-10", f"{RECORDS}funding-program/wioa") or []
    assert [edge.relation_label for edge in chain] == ["listed in", "listed in", "funds"]
