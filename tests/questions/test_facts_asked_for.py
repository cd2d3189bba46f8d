"""What people ask for has a property and a question of its own, and no qualifier is lost."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

import credgraph
from credgraph.cli import main

CPT = {"credential": "mssc-cpt"}
# What one row of an answer says, in the columns of the question.
SAID: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    (
        "paying_out_of_pocket",
        CPT,
        {"how_common_label": "uncommon", "try_first_label": "WIOA grant"},
    ),
    (
        "where_to_sit_exam",
        CPT,
        {
            "way_label": "remote proctoring",
            "for_whom": "candidates who have no assessment center nearby",
            "usual_label": "in person at an assessment center",
        },
    ),
    (
        "where_to_sit_exam",
        CPT,
        {
            "center_label": "Community colleges",
            "most_common": True,
            "page": "https://www.msscusa.org/",
        },
    ),
    ("where_to_sit_exam", CPT, {"center_label": "American Job Centers", "most_common": False}),
    ("exam_facts", CPT, {"fact_label": "any pace", "value_label": True}),
    ("renewal_and_retake_rules", CPT, {"policy_label": "CPT retake", "paid_again": True}),
    (
        "credit_towards_apprenticeship",
        CPT,
        {"apprenticeship_label": "DOL-registered apprenticeship", "sooner": True},
    ),
    (
        "effect_of_credential_on_pay",
        CPT,
        {
            "held": "alone",
            "effect_label": "no significant effect",
            "band_label": "CPT alone, no degree",
        },
    ),
    (
        "modules_required_and_optional",
        CPT,
        {"module_label": "Safety", "needed": 4, "usually_first": True},
    ),
    (
        "modules_required_and_optional",
        CPT,
        {"sold_alone_label": "CPT-MT", "often_best_for_label": "Mechatronics technician"},
    ),
    (
        "credentials_for_role",
        {"role": "mechatronics-technician"},
        {
            "credential_label": "CPT-MT",
            "how": "highest-leverage single credential for it",
            "roughly": True,
        },
    ),
    (
        "credentials_for_role",
        {"role": "cnc-operator"},
        {"credential_label": "NIMS Machining I", "how": "best on the way to it"},
    ),
    (
        "which_comes_first",
        CPT | {"other": "smscp-level-1"},
        {
            "reason": "cheaper to administer than",
            "disputed": "contradicted by the guide's own prices: that CPT is cheaper than SMSCP",
        },
    ),
    (
        "which_comes_first",
        CPT | {"other": "smscp-level-1"},
        {"reason": "faster to administer than", "disputed": None},
    ),
    ("credential_overview", CPT, {"level_label": "Entry level", "available": "2020-06-01"}),
    ("credentials_by_issuer", {"issuer": "mssc"}, {"sector_label": "Nonprofit"}),
    (
        "pathway_steps",
        {"pathway": "career-changer"},
        {
            "order": 1,
            "program_label": "WIOA grant",
            "funders": "State governments, US Department of Labor",
            "apply_label": "American Job Centers",
        },
    ),
    (
        "pathway_steps",
        {"pathway": "employer-sponsored-apprentice"},
        {"order": 2, "link_label": "pursues", "what_label": "FANUC NOCTI (our judgement)"},
    ),
]


@pytest.mark.parametrize(("name", "values", "said"), SAID, ids=lambda each: str(each)[:60])
def test_a_fact_people_ask_for_is_a_value_of_an_answer(
    name: str, values: dict[str, str], said: dict[str, Any], graph: credgraph.CredentialGraph
) -> None:
    found = [dict(row) for row in graph.ask(name, **values)]
    wanted = {column: _text(value) for column, value in said.items()}
    shown = [{column: _text(row[column]) for column in said} for row in found]
    assert wanted in shown


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def test_who_asks_the_other_way_round_gets_the_same_order(
    graph: credgraph.CredentialGraph,
) -> None:
    one = graph.ask("which_comes_first", credential="mssc-cpt", other="smscp-level-2")
    other = graph.ask("which_comes_first", credential="smscp-level-2", other="mssc-cpt")
    assert list(one) == list(other) != []
    assert not list(graph.ask("which_comes_first", credential="mssc-cpt", other="osha-10"))


def test_every_question_people_ask_has_a_command_that_answers_it(
    graph: credgraph.CredentialGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = {}
    for row in graph.ask("questions_people_ask"):
        program, *words = shlex.split(row["command"])
        assert program == "credgraph"
        assert main(words) == 0, row["command"]
        asked = graph.questions[words[1]]
        assert words[1] == row["answered_by_label"]
        assert sorted(words[2::2]) == sorted(f"--{each.name}" for each in asked.parameters)
        opened[row["order"]] = capsys.readouterr().out.splitlines()[0]
    assert len(opened) == 8
    assert "back to back: 6 to 12 weeks; 160 hours of work; the newest of" in opened[2]
    assert opened[3].startswith("MSSC CPT needs 4 of its 5 modules")
    assert "available since about 2020-06-01" in opened[4]
    assert opened[5].startswith(
        "MSSC CPT first: it is usually earned before Siemens SMSCP Level 1."
    )
    assert "for candidates who have no assessment center nearby" in opened[6]
    assert opened[7].startswith("10 programs may pay for MSSC CPT, first WIOA grant.")
    assert opened[8].startswith("For this role MSSC CPT is not enough by itself")


def test_a_statement_of_effect_lists_no_pay_of_another_kind(
    graph: credgraph.CredentialGraph,
) -> None:
    """An apprentice's pay stands neither for the credential alone nor for deeper ones."""
    table = graph.ask("effect_of_credential_on_pay", **CPT)
    bands = {(row["held"], row["band_label"]) for row in table}
    assert len(bands) == 4
    assert "CPT, high school and an apprenticeship" not in {band for _, band in bands}


def test_a_credential_without_another_version_has_no_versions_and_no_change_is_not_zero() -> None:
    graph = credgraph.open()
    for credential in ("fanuc-nocti", "smscp-level-1", "nims-machining-1"):
        assert len(graph.ask("versions_of_credential", credential=credential)) == 0
    changes = graph.ask("versions_of_credential", **CPT).column("changes")
    assert any(changes)
    assert 0 not in changes


def test_no_two_columns_of_a_question_have_one_name() -> None:
    for name, question in credgraph.open().questions.items():
        columns = [column.name for column in question.columns]
        heads = [c.label for c in question.columns if f"{c.name}_label" not in columns]
        assert len(set(heads)) == len(heads), name
