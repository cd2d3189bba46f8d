"""Questions asked in words: the right one with the right values, or the nearest as commands."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.cli import main
from credgraph.errors import UnclearQuestion
from credgraph.questions.catalogue import Catalogue
from credgraph.questions.sentences import FIELD, fill_template, template_for
from credgraph.results import Column, Table

CATALOGUE = Catalogue()
EXPLORE = {name: question for name, question in CATALOGUE.items() if question.folder == "explore"}
WITH_SENTENCES = sorted(name for name, question in EXPLORE.items() if question.sentences)

# Ways to ask that stand in no header.
ASKED = {
    "who pays for the CPT": ("funders_of_credential", {"credential": "mssc-cpt"}),
    "how much does the cpt cost": ("costs_of_credential", {"credential": "mssc-cpt"}),
    "which employers recognize the CPT": (
        "employers_recognizing_credential",
        {"credential": "mssc-cpt"},
    ),
    "whcih emplyers recognise the CPT": (
        "employers_recognizing_credential",
        {"credential": "mssc-cpt"},
    ),
    "what comes after the CPT": ("what_comes_next", {"credential": "mssc-cpt"}),
    "how long does it take to earn the CPT": (
        "time_to_earn_credential",
        {"credential": "mssc-cpt"},
    ),
    "which stacks reach $65,000": ("stacks_reaching_pay", {"pay": "65000"}),
    "compare CPT and SMSCP level 1": (
        "compare_two_credentials",
        {"credential": "mssc-cpt", "other": "smscp-level-1"},
    ),
    "what topics does the safety module cover": ("competencies_of_module", {"module": "safety"}),
    "sources older than 2020": ("facts_older_than", {"before": "2020-01-01"}),
}


@pytest.mark.parametrize("text", ASKED)
def test_words_find_their_question_and_its_values(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    found = graph.interpret(text)
    assert (found.question, found.values) == ASKED[text]
    assert found.is_sure


def test_the_same_words_always_find_the_same(graph: credgraph.CredentialGraph) -> None:
    other = credgraph.open()
    for text in ASKED:
        assert graph.interpret(text) == other.interpret(text)


@pytest.mark.parametrize("text", ["", "hello world", "?" * 5000, "the " * 5000, "\ud800", "🤷"])
def test_what_asks_nothing_is_unclear_and_bounded(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(UnclearQuestion, match="the nearest questions are"):
        graph.ask_in_words(text)


def test_a_states_code_is_no_everyday_word(graph: credgraph.CredentialGraph) -> None:
    assert "area" not in graph.interpret("what is in or of the CPT").values
    assert graph.interpret("funding programs in SC").values.get("area") == "us-sc"


def test_which_prints_json_and_answers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--which", "who pays for the CPT"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["question"] == "funders_of_credential"
    assert printed["values"] == {"credential": "mssc-cpt"}
    assert len(printed["alternatives"]) == 2


def test_unsure_the_command_offers_three_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "hello world"]) == 2
    out, said = capsys.readouterr()
    assert not out
    assert said.count("  credgraph ask ") == 3


def test_words_need_no_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "who", "pays", "for", "the", "CPT"]) == 0
    quoted = capsys.readouterr()
    assert main(["ask", "who pays for the CPT"]) == 0
    assert capsys.readouterr() == quoted


def _payers(*rows: tuple[str, str]) -> Table:
    columns = (Column("payer", "Payer", "string"), Column("disputed", "Disputed", "string"))
    return Table(columns, [tuple(map(ox.Literal, row)) for row in rows])


def test_a_template_is_chosen_by_the_number_of_rows() -> None:
    templates = {"none": "Nobody.", "one": "One.", "many": "Several."}
    question = CATALOGUE["funders_of_credential"]._replace(sentences=templates)
    rows = [("WIOA grant", ""), ("GI Bill", "")]
    chosen = [template_for(question, _payers(*rows[:count])) for count in range(3)]
    assert chosen == ["Nobody.", "One.", "Several."]
    assert template_for(question._replace(sentences={}), _payers()) == ""


def test_a_sentence_names_what_was_asked_and_a_few_of_many_values() -> None:
    table = _payers(*((f"Payer {number}", "") for number in range(7)))
    said = fill_template("{what}: {count}, {payer} and {rest} others.", {"what": "CPT"}, table)
    assert said == "CPT: 7, Payer 0 and 6 others."
    listed = "Payer 0, Payer 1, Payer 2, Payer 3, Payer 4 and 2 more."
    assert fill_template("{payer*}.", {}, table) == listed


def test_a_sentence_says_how_many_rows_are_disputed() -> None:
    flagged, plain = ("GI Bill", "overclaimed"), ("WIOA grant", "")
    assert fill_template("Yes.", {}, _payers(flagged)) == "Yes. This is disputed."
    one = "Yes. 1 of these 2 rows is disputed."
    assert fill_template("Yes.", {}, _payers(flagged, plain)) == one
    assert fill_template("Yes.", {}, _payers(plain, plain)) == "Yes."


@pytest.mark.parametrize("name", WITH_SENTENCES)
def test_a_sentence_has_only_fields_that_its_question_fills(name: str) -> None:
    question = EXPLORE[name]
    known = {column.name for column in question.columns} | {"count", "rest"}
    known |= {parameter.name for parameter in question.parameters}
    assert set(question.sentences) == {"none", "one", "many"}
    for template in question.sentences.values():
        assert {match[1] for match in FIELD.finditer(template)} <= known
        assert "{" not in FIELD.sub("", template)
        assert template.rstrip().endswith((".", "?"))


@pytest.mark.parametrize("name", WITH_SENTENCES)
def test_a_sentence_names_nothing_beyond_its_rows(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    samples = EXPLORE[name].samples
    whole = graph.ask(name, **samples)
    none, one = (whole.where(n < most for n in range(len(whole))) for most in (0, 1))
    for table in (none, one, whole):
        said = graph.sentence(name, table, **samples)
        assert said
        assert "{" not in said
        assert "not stated" not in said or table is none, "a sentence rests on what is stated"
    assert "disputed" not in graph.sentence(name, none, **samples)
