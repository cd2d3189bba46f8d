"""Questions asked in words: the right one with the right values, or the nearest as commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

import credgraph
from credgraph.cli import main
from credgraph.errors import UnclearQuestion
from credgraph.questions.catalogue import Catalogue
from credgraph.questions.mentions import Mention
from credgraph.questions.phrasebook import Asked
from credgraph.questions.sentences import FIELD, fill_template, template_for
from credgraph.results import Column, Table

CATALOGUE = Catalogue()
EXPLORE = {name: question for name, question in CATALOGUE.items() if question.folder == "explore"}
WITH_SENTENCES = sorted(name for name, question in EXPLORE.items() if question.sentences)

PHRASINGS: list[tuple[str, str, dict[str, str]]] = [
    (name, text, values)
    for name, entries in yaml.safe_load(
        Path(__file__).with_name("phrasings.yaml").read_text("utf-8")
    ).items()
    for text, values in entries
]
EXAMPLES = [(name, text) for name, question in EXPLORE.items() for text in question.examples]

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


def test_the_lists_of_phrasings_cover_every_question() -> None:
    assert len(PHRASINGS) > 140
    assert {name for name, _, _ in PHRASINGS} <= set(EXPLORE)
    assert not {text for _, text, _ in PHRASINGS} & {text for _, text in EXAMPLES}
    assert {name for name, _ in EXAMPLES} == set(EXPLORE) == set(WITH_SENTENCES)
    assert all(len(question.examples) >= 3 for question in EXPLORE.values())


def test_nine_in_ten_phrasings_find_their_question(graph: credgraph.CredentialGraph) -> None:
    missed, far = list[str](), list[str]()
    for name, text, values in PHRASINGS:
        found = graph.interpret(text)
        if found.question != name or not values.items() <= found.values.items():
            missed.append(f"{text}: {found.question} {found.values}")
        if name not in (found.question, *(other for other, _ in found.alternatives)):
            far.append(text)
    assert len(missed) < 0.1 * len(PHRASINGS), missed
    assert len(far) < 0.03 * len(PHRASINGS), far


@pytest.mark.parametrize("name", EXPLORE)
def test_the_examples_are_surely_read_as_their_own_question(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    found = {text: graph.interpret(text) for text in EXPLORE[name].examples}
    assert not {t: read.question for t, read in found.items() if read.question != name}
    assert not {text for text, read in found.items() if not read.is_sure}


MISTYPED = {
    "pitfals of the CPT": "pitfalls of the CPT",
    "which aprenticeships include the CPT": "which apprenticeships include the CPT",
    "what does maintenence awareness cover": "what does maintenance awareness cover",
    "who pays for the CPT in Tennesee": "who pays for the CPT in Tennessee",
    "is the CPT enough for a tecnician": "is the CPT enough for a technician",
    "which emplyoers recognize the CPT": "which employers recognize the CPT",
    "prerequisits of SMSCP Level 2": "prerequisites of SMSCP Level 2",
    "what does the safetty module cover": "what does the safety module cover",
}


@pytest.mark.parametrize("text", MISTYPED)
def test_typing_errors_change_nothing(text: str, graph: credgraph.CredentialGraph) -> None:
    assert graph.interpret(text)[:2] == graph.interpret(MISTYPED[text])[:2]


def test_a_word_that_is_right_is_left_alone(graph: credgraph.CredentialGraph) -> None:
    words = ["named", "hires", "hired", "costing", "Boeing", "certs"]
    assert [graph._word_reader._spelling.mended(word) for word in words] == words


def test_a_plural_names_the_same_and_a_verb_names_no_state(
    graph: credgraph.CredentialGraph,
) -> None:
    assert "area" not in graph.interpret("I was laid off, who pays for the CPT").values
    asked = "what do machinists earn in each state"
    assert graph.interpret(asked).values == {"occupation": "soc-51-4041"}


@pytest.mark.parametrize("text", ['search for "torque wrench"', "search for torque wrench"])
def test_a_text_is_what_stands_in_quotes_or_is_left_over(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    assert graph.interpret(text).values == {"text": "torque wrench"}


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


LEFT_ASIDE = [
    "what is the weather in Ohio",
    "how many people live in Texas",
    "cost of living in South Carolina",
    "what time is it in Indiana",
    "is Boeing stock going up",
    "how long does the CPT take in Ohio",
    "does the CPT expire in Texas",
    "who recognizes the CPT in South Carolina",
    "which employers in Tennessee hire CPT holders",
    "CPT pitfalls for veterans",
    "how much is the CDL",
    "who pays for phlebotomy training",
    "wages of nurses in Texas",
    "who pays for the CPT in Mexico",
    "does Tesla recognize the CPT",
    "will WIOA pay for FANUC NOCTI",
    "how long and how much is the CPT",
    "difference CPT 3 and CPT 4",
]


@pytest.mark.parametrize("text", LEFT_ASIDE)
def test_what_would_leave_part_of_the_text_aside_is_not_answered_surely(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    assert not graph.interpret(text).is_sure


def test_what_names_a_place_ranks_no_question_of_another_topic_first(
    graph: credgraph.CredentialGraph,
) -> None:
    asked = {
        "how much does the CPT cost in Ohio": "costs_of_credential",
        "CPT pitfalls for veterans": "pitfalls_of_credential",
        "which employers in Tennessee hire CPT holders": "employers_recognizing_credential",
    }
    assert {text: graph.interpret(text).question for text in asked} == asked


SHORTENED = {
    "who'll pay 4 cpt": ("funders_of_credential", {"credential": "mssc-cpt"}),
    "cpt money available in tenn": (
        "funding_for_credential_in_state",
        {"credential": "mssc-cpt", "area": "us-tn"},
    ),
    "need anything before smscp 2": (
        "prerequisites_of_credential",
        {"credential": "smscp-level-2"},
    ),
    "cpt vs osha 10": ("compare_two_credentials", {"credential": "mssc-cpt", "other": "osha-10"}),
    "path for a student": ("pathways_for_audience", {"audience": "CurrentStudent"}),
    "what certs for a mechatronics tech": (
        "credentials_for_role",
        {"role": "mechatronics-technician"},
    ),
}


NAMED_OTHERWISE = {
    "which module teaches root cause analysis": {"competency": "root-cause-analysis"},
    "grants for the CPT in N. Carolina": {"credential": "mssc-cpt", "area": "us-nc"},
    "what does quality practices cover": {"module": "quality-practices-and-measurement"},
    "food companies that value certs": {"industry": "food-and-beverage"},
    "what do you recommend to a high school student": {"audience": "CurrentStudent"},
    "which community college has SMSCP Level 1": {"credential": "smscp-level-1"},
}


@pytest.mark.parametrize("text", NAMED_OTHERWISE)
def test_a_name_is_known_in_part_and_a_sort_of_school_is_no_name(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    found = graph.interpret(text)
    assert (found.values, found.is_sure) == (NAMED_OTHERWISE[text], True)


def test_the_name_of_several_levels_asks_back_with_each_of_them(
    graph: credgraph.CredentialGraph,
) -> None:
    read = graph.interpret("how much does the SMSCP cost")
    assert not read.is_sure
    assert read.nearest == [
        ("costs_of_credential", {"credential": f"smscp-level-{level}"}) for level in (1, 2, 3)
    ]


SECOND_NAMES = {
    "compare SMSCP level 1 and level 2": ("smscp-level-1", "smscp-level-2"),
    "difference between OSHA 10 and 30": ("osha-10", "osha-30"),
    "SMSCP 2 or 3, which one is better": ("smscp-level-2", "smscp-level-3"),
}


@pytest.mark.parametrize("text", SECOND_NAMES)
def test_a_level_alone_goes_by_the_name_before_it(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    read = graph.interpret(text)
    assert (read.question, read.is_sure) == ("compare_two_credentials", True)
    assert (read.values["credential"], read.values["other"]) == SECOND_NAMES[text]


def test_a_number_of_something_else_is_no_level(graph: credgraph.CredentialGraph) -> None:
    asked = "what does SMSCP level 1 pay after 2 years"
    assert "smscp-level-2" not in str(graph.interpret(asked).nearest)


def test_a_short_form_in_a_name_stays_as_it_is(graph: credgraph.CredentialGraph) -> None:
    for name in ("Ivy Tech", "Greenville Tech"):
        read = graph.interpret(f"what do you know about {name}")
        assert read.values == {"record": name.lower().replace(" ", "-")}


def test_a_title_may_be_said_the_other_way_round(graph: credgraph.CredentialGraph) -> None:
    for said in ("production technician certification", "production tech cert"):
        read = graph.interpret(f"how much does the {said} cost")
        assert read.values == {"credential": "mssc-cpt"}


def test_what_is_said_of_a_record_does_not_hide_it(graph: credgraph.CredentialGraph) -> None:
    assert graph.ask("facts_of_record", record="dispute:osha-10-price")
    read = graph.interpret("price of OSHA 10")
    assert (read.question, read.values) == ("costs_of_credential", {"credential": "osha-10"})


def test_a_compound_is_the_same_with_a_hyphen_and_without(
    graph: credgraph.CredentialGraph,
) -> None:
    with_hyphen, without = (
        graph.interpret(f"do people pay for the CPT {pocket}")
        for pocket in ("out-of-pocket", "out of pocket")
    )
    assert with_hyphen == without


def test_the_country_is_no_state(graph: credgraph.CredentialGraph) -> None:
    read = graph.interpret("median salary for machinists US")
    assert (read.question, read.is_sure) == ("wage_of_occupation_nationwide", True)


def test_the_country_fills_no_state(graph: credgraph.CredentialGraph) -> None:
    read = graph.interpret("US median wage of maintenance workers")
    assert "area" not in read.values
    assert not read.is_sure


def test_an_employer_goes_by_the_first_word_of_its_name(graph: credgraph.CredentialGraph) -> None:
    for first, slug in (("Lockheed", "lockheed-martin"), ("Northrop", "northrop-grumman")):
        read = graph.interpret(f"does {first} recognize any certificates")
        assert read.values == {"employer": slug}
    assert graph.interpret("does Lone recognize any certificates").values == {}


@pytest.mark.parametrize("said", ["$55,000", "55K", "55 thousand dollars", "55 grand"])
def test_thousands_are_said_in_several_ways(said: str, graph: credgraph.CredentialGraph) -> None:
    read = graph.interpret(f"what do I need to earn {said}")
    assert read.question == "stacks_reaching_pay"
    assert read.values["pay"] in ("55K", "55000")


NEAR_NOTHING = [  # each shares a word or two with the phrasings of a question, and asks another
    "anything in here that people say in two ways",
    "everything NCCER engraves",
    "is there a hands on part in smscp",
    "my CPT is from 2015, is it still good",
]


@pytest.mark.parametrize("text", NEAR_NOTHING)
def test_what_is_only_near_a_question_is_not_answered_surely(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    assert not graph.interpret(text).is_sure


def test_words_that_many_questions_have_tell_none(graph: credgraph.CredentialGraph) -> None:
    assert not graph.interpret("Can a GED holder get into CPT?").is_sure
    assert graph.interpret("should I get the CPT or OSHA 10").is_sure


def test_words_that_stand_apart_are_no_text_to_look_for(graph: credgraph.CredentialGraph) -> None:
    asked = "is there lean and also six sigma in the section"
    assert graph.interpret(asked.replace("lean and also", "")).question == "records_from_section"
    assert not graph.interpret(asked).is_sure


def test_neighbouring_words_and_negations_tell_questions_apart(
    graph: credgraph.CredentialGraph,
) -> None:
    asked = {
        "how can I pay for the CPT": "funders_of_credential",
        "how well does the CPT pay": "pay_with_credential",
        "what jobs does the CPT get me": "roles_expecting_credential",
        "what jobs won't the CPT get me": "roles_not_reached_by_credential",
    }
    assert {text: graph.interpret(text).question for text in asked} == asked


@pytest.mark.parametrize(
    "text",
    [
        "which employers don't recognize the CPT",
        "who does not pay for the CPT",
        "jobs without the CPT",
        "credentials that are not disputed",
        "does Toyota hire people without the CPT",
        "modules the CPT does not require",
        "employers that refuse the CPT",
        "non-veteran funding for the CPT",
        "I'm not a veteran, who pays for the CPT",
        "what competencies does the CPT lack",
    ],
)
def test_a_question_is_not_answered_by_its_contrary(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    assert not graph.interpret(text).is_sure


def test_what_people_say_of_themselves_denies_nothing(graph: credgraph.CredentialGraph) -> None:
    asked = "who pays for the CPT if I can't afford it", "my boss won't pay for the CPT, who does"
    assert {graph.interpret(text).question for text in asked} == {"funders_of_credential"}
    assert all(graph.interpret(text).is_sure for text in asked)


@pytest.mark.parametrize("year", ["1999", "2019", "2022", "2031"])
def test_a_year_that_narrows_nothing_is_named(year: str, graph: credgraph.CredentialGraph) -> None:
    assert graph.interpret(f"who paid for the CPT in {year}").ignored == (year,)
    assert graph.interpret(f"sources older than {year}").ignored == ()


def test_the_federal_district_is_no_state(graph: credgraph.CredentialGraph) -> None:
    for text in ("who pays for the CPT in Washington DC", "who pays for the CPT in Washington, DC"):
        read = graph.interpret(text)
        assert (read.is_sure, read.values["area"]) == (True, "us-dc"), text


def test_one_word_that_no_phrasing_has_is_passed_over_only_beside_what_is_clear(
    graph: credgraph.CredentialGraph,
) -> None:
    assert graph.interpret("how can I knowingly renew the CPT after it expires").is_sure
    assert not graph.interpret("the knowingly CPT").is_sure
    assert not graph.interpret("who pays for phlebotomy training").is_sure


def test_what_a_text_fills_is_worked_out_once_for_each_question(
    graph: credgraph.CredentialGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, asked = graph._word_reader, list[str]()
    meant = reader._meant

    def counted(question: Asked, mentions: list[Mention], text: str) -> Any:
        asked.append(question.name)
        return meant(question, mentions, text)

    monkeypatch.setattr(reader, "_meant", counted)
    reader.read("who pays for the CPT in Ohio")
    assert sorted(asked) == sorted(EXPLORE)


def test_a_question_and_its_reverse_are_told_apart(graph: credgraph.CredentialGraph) -> None:
    asked = {
        "what does SMSCP Level 2 build on": "credentials_it_builds_on",
        "what builds on SMSCP Level 2": "credentials_building_on",
    }
    assert {text: graph.interpret(text).question for text in asked} == asked


@pytest.mark.parametrize("text", SHORTENED)
def test_short_forms_are_read_as_what_they_stand_for(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    found = graph.interpret(text)
    assert (found.question, found.values, found.is_sure) == (*SHORTENED[text], True)


def test_a_states_code_is_no_everyday_word(graph: credgraph.CredentialGraph) -> None:
    assert "area" not in graph.interpret("what is in or of the CPT").values
    assert graph.interpret("funding programs in SC").values.get("area") == "us-sc"


def test_which_prints_json_and_answers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--which", "who pays for the CPT"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["question"] == "funders_of_credential"
    assert printed["values"] == {"credential": "mssc-cpt"}
    assert len(printed["alternatives"]) == 2


IGNORED = {
    "who pays for the CPT in Ohio": (),
    "who pays for the CPT in Ohoi": ("Ohoi",),
    "who pays for the CPT in bavaria?": ("bavaria",),
    "how much is the CPT for people in Narnia": ("Narnia",),
    "what do mechatronics technicians earn in texas": (),
    "how much does the CPT cost in South Dakota": ("South Dakota",),
    "average wage for industrial machinery mechanics in south carolina": (),
    "which states pay machinists the most in Texas": ("Texas",),
    "what does a machinist earn in the United States": (),
    "I've got the CPT. What's next?": (),
}


@pytest.mark.parametrize("text", IGNORED)
def test_a_place_or_name_that_narrows_nothing_is_named(
    text: str, graph: credgraph.CredentialGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    read = graph.interpret(text)
    assert read.ignored == IGNORED[text]
    assert not (read.ignored and read.is_sure)
    assert main(["ask", text]) == (0 if read.is_sure else 2)
    said = capsys.readouterr().err
    assert ("not taken into account: " in said) == bool(IGNORED[text])
    assert all(word in said.splitlines()[1] for word in IGNORED[text])


def test_few_phrasings_hold_a_place_or_name_that_narrows_nothing(
    graph: credgraph.CredentialGraph,
) -> None:
    texts = [text for _, text, _ in PHRASINGS] + [text for _, text in EXAMPLES]
    noted = {text: found for text in texts if (found := graph.interpret(text).ignored)}
    assert len(noted) < 0.02 * len(texts), noted


def test_unsure_the_command_offers_three_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "hello world"]) == 2
    out, said = capsys.readouterr()
    assert not out
    assert said.count("  credgraph ask ") == 3


def test_what_is_left_aside_is_told_before_the_questions_to_choose_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", "cost of the CPT in Germany"]) == 2
    first, second, third, *commands = capsys.readouterr().err.splitlines()
    assert first.endswith("asks")
    assert (second, third) == (
        "not taken into account: Germany",
        "the nearest questions are:",
    )
    assert all(command.startswith("  credgraph ask ") for command in commands)


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
    one = "Yes. 1 of these 2 is disputed."
    assert fill_template("Yes.", {}, _payers(flagged, plain)) == one
    assert fill_template("Yes.", {}, _payers(plain, plain)) == "Yes."


def test_a_sentence_says_how_many_rows_rest_on_our_judgement() -> None:
    ours, plain = ("OSHA (our judgement)", ""), ("MSSC", "")
    assert fill_template("Yes.", {}, _payers(ours)) == "Yes. This rests in part on our judgement."
    one = "Yes. 1 of these 2 rests in part on our judgement."
    assert fill_template("Yes.", {}, _payers(ours, plain)) == one
    assert fill_template("By {payer}.", {}, _payers(ours)) == "By OSHA (our judgement)."
    assert fill_template("Yes.", {}, _payers(plain)) == "Yes."


def test_an_answer_that_rests_on_our_judgement_opens_by_saying_so(
    graph: credgraph.CredentialGraph,
) -> None:
    asked = {
        "credentials_by_issuer": {"issuer": "osha"},
        "roles_expecting_credential": {"credential": "mssc-cpt"},
        "band_against_state_wages": {"band": "cpt-alone", "area": "OH"},
    }
    for name, values in asked.items():
        said = graph.sentence(name, graph.ask(name, **values), **values)
        assert "our judgement" in said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{payer#} of {count}.", "2 of 3."),
        ("{payer*}.", "WIOA and GI Bill."),
        ("{low..high} a week.", "40 to 60 a week."),
        ("{low..low}.", "40."),
        ("{time..longer}.", "6 to 8 weeks."),
        ("Yes[, for {nobody}].", "Yes."),
        ("Yes[, for {payer}].", "Yes, for WIOA."),
        ("{nobody*}.", "Not stated."),
        ("For {a who}.", "For a displaced worker."),
        ("For {a band}.", "For a CPT band."),
    ],
)
def test_what_fields_become(template: str, said: str) -> None:
    names = ("payer", "low", "high", "time", "longer", "nobody")
    columns = tuple(Column(name, name, "string") for name in names)
    week = [ox.Literal("6 weeks"), ox.Literal("8 weeks")]
    row = (ox.Literal("WIOA"), ox.Literal("40"), ox.Literal("60"), *week, None)
    table = Table(columns, [row, (ox.Literal("GI Bill"), *row[1:]), row])
    asked = {"who": "Displaced worker", "band": "CPT band"}
    assert fill_template(template, asked, table) == said


def test_names_with_commas_are_told_apart_by_semicolons() -> None:
    table = _payers(("CPT, AAS and experience", ""), ("CPT alone", ""))
    assert fill_template("{payer*}.", {}, table) == "CPT, AAS and experience; CPT alone."


@pytest.mark.parametrize("name", WITH_SENTENCES)
def test_a_sentence_has_only_fields_that_its_question_fills(name: str) -> None:
    question = EXPLORE[name]
    known = {column.name for column in question.columns} | {"count", "rest"}
    known |= {parameter.name for parameter in question.parameters}
    fields = [match for text in question.sentences.values() for match in FIELD.finditer(text)]
    assert {name for match in fields for name in match.group("name", "end") if name} <= known
    assert set(question.sentences) == {"none", "one", "many"}
    for template in question.sentences.values():
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
        assert not gaps(said) or table is none, "a sentence rests on what is stated"
    assert "disputed" not in graph.sentence(name, none, **samples)


@pytest.mark.parametrize("name", WITH_SENTENCES)
def test_a_sentence_reads_well_for_other_records(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    """Asked for records nobody had in mind, no sentence holds a gap or an unfilled field."""
    question, samples = EXPLORE[name], EXPLORE[name].samples
    for parameter in question.parameters:
        for record in _some_records(graph, parameter.of_class or "cg:Organization"):
            if parameter.datatype == "iri":
                values = {**samples, parameter.name: record}
                said = graph.sentence(name, graph.ask(name, **values), **values)
                assert said.rstrip()[-1] in ".?"
                assert not gaps(said), said


def gaps(said: str) -> list[str]:
    """Return what shows that a template was not filled well; a kind of price is "not stated"."""
    read = said.replace("bundle not stated", "bundle")
    return [gap for gap in ("{", "[", "  ", " .", ": .", " ,", "not stated", "\0") if gap in read]


def _some_records(graph: credgraph.CredentialGraph, of_class: str) -> list[Any]:
    kind = f"a {of_class}" if of_class.startswith("cg:") else f"skos:inScheme {of_class}"
    found = graph.query(f"SELECT ?r {{ ?r {kind} ; rdfs:label ?l }} ORDER BY MD5(STR(?r)) LIMIT 8")
    assert isinstance(found, Table)
    assert found.rows
    return found.column("r")


def test_one_thing_told_in_several_rows_is_told_as_one(graph: credgraph.CredentialGraph) -> None:
    for name, record in (("disputes_of_record", "toyota"), ("disputes_of_record", "cpt-mt")):
        table = graph.ask(name, record=record)
        assert len(table) > 1
        said = graph.sentence(name, table, record=record)
        assert said.startswith("One "), said
    for question in graph.questions.values():
        if "#}" in question.sentences.get("many", ""):
            table = graph.ask(question.name, **question.samples)
            said = graph.sentence(question.name, table, **question.samples)
            assert not re.search(r"\b1 (?!of\b)\w+s are\b", said), said
