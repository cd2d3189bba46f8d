"""Every page without a browser: it renders, shows its answers, and says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from places import ROOT

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

import streamlit as st
from explorer_pages import APP, shown, tables, words
from explorer_server import VIEWS

from dashboard.cards.competencies import competencies_by_module
from dashboard.state.session import graph


def test_the_navigation_names_every_view() -> None:
    named = "check compare employers export funding graph pay plan quality record sparql start"
    assert named.split() == VIEWS
    assert all(f'"{view}"' in APP.read_text("utf-8") for view in VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_renders(view: str) -> None:
    assert len(shown(view).title) == 1


def test_the_dashboard_holds_no_sparql_parsing_or_unsafe_html() -> None:
    paths = [p for p in (ROOT / "dashboard").rglob("*.py") if "components" not in p.parts]
    assert len(paths) > 20
    for path in paths:
        text = path.read_text("utf-8")
        for banned in ("unsafe_allow_html", "unsafe_allow_javascript", "ox.parse", "rdflib"):
            assert banned not in text, (path, banned)
        assert not re.search(r"\b(SELECT|CONSTRUCT|ASK|WHERE)\b", text), path


@pytest.mark.parametrize("typed", ["mech", "CPT", "toyota", "wioa"])
def test_the_search_finds_names_and_synonyms(typed: str) -> None:
    app = shown("start", q=typed)
    assert app.text_input[0].value == typed
    assert "record" in words(app)
    assert not app.info


def test_a_search_without_a_hit_says_so() -> None:
    assert "Nothing in the graph is called" in words(shown("start", q="xyzzy"))


def test_a_card_shows_its_answer() -> None:
    app = shown("start", ask="funders_of_credential")
    assert "**[WIOA grant](record?id=funding-program%2Fwioa)**" in words(app)


@pytest.mark.parametrize(
    "name", ["credential/nothing", "nothing", "x:y", "<img src=x>", "../../etc", "wage/none", "a b"]
)
def test_an_unknown_record_in_a_link_gets_a_sentence(name: str) -> None:
    app = shown("record", id=name)
    assert len(app.warning) == 1
    assert "The graph holds no record called" in words(app)
    assert app.selectbox, "the rest of the page works"


@pytest.mark.parametrize(
    "name",
    [
        "credential/mssc-cpt",
        "module/safety",
        "organization/toyota",
        "funding-program/wioa",
        "occupation/soc-17-3024",
        "pathway/career-changer",
        "area/us-sc",
        "competency/lockout-tagout",
        "source/mssc-cpt-guide",
        "financialAid:WIOA",
    ],
)
def test_a_record_of_every_kind_has_a_page(name: str) -> None:
    app = shown("record", id=name)
    assert not app.warning
    assert app.button_group


def test_a_credential_page_shows_both_claims_of_a_dispute() -> None:
    assert [e.label for e in shown("record", id="credential/mssc-cpt").expander][:1] == [
        "2 disputed facts: both claims"
    ]
    found = words(shown("record", id="credential/mssc-cpt", print="1"))
    assert "Claim: Most states' workforce boards name CPT on their lists" in found
    assert "Against it: Two lists with CPT were found" in found


def test_comparing_puts_every_credential_beside_the_others() -> None:
    app = shown("compare", c=["mssc-cpt", "smscp-level-1", "cpt-mt"])
    table = tables(app)[0]
    assert list(table.columns)[1:3] == ["MSSC CPT", "Siemens SMSCP Level 1"]
    rows = {row.iloc[0].strip("*"): list(row.iloc[1:]) for _, row in table.iterrows()}
    assert rows["Price\\, USD"][0] == "about 360 to 480"
    assert rows["Preparation"][1] == "not stated"
    assert "Apprentice maintenance technician" in rows["Opens the door to"][0]
    assert "44 employers" in rows["Employers that recognize it"][0]
    found = words(app)
    assert "**Shared by both:** 24" in found
    assert "**CPT-MT:** 24 topics, 0 of them in no other" in found
    assert "No source in the graph lists the topics of Siemens SMSCP Level 1" in found


def test_a_plan_shows_who_pays_for_each_step_and_what_it_opens() -> None:
    app = shown("plan", hold="credential/osha-10", audience="veteran", state="SC", pay="65000")
    found = words(app)
    assert "holding OSHA 10-hour General Industry. 1 pay band reaches $65,000" in found
    assert "**Who pays for a veteran in South Carolina**" in found
    assert "[WIOA grant](record?id=funding-program%2Fwioa)** :green-badge[try first]" in found
    assert "**Opens the pay of:**" in found
    notes = found.partition("The pathway pays for MSSC CPT through")[2]
    assert notes.startswith(" Community-college program bundling")
    assert "program bundling" not in found.removesuffix(notes)
    assert "Check WIOA before paying yourself" in found
    assert "no source says who pays for it for a veteran in South Carolina" in found


def test_a_link_names_another_way_of_a_plan() -> None:
    [name] = [r["band"].rpartition("/")[2] for r in graph().ask("stacks_reaching_pay", pay=65000)]
    assert "CPT-MT" not in words(shown("plan", pay="65000")).partition("Pitfalls")[0]
    query = {f"way-{name}": "career-changer"}
    found = words(shown("plan", pay="65000", **query))
    assert "Order and time after the pathway [Career changer entering manufacturing]" in found
    assert "## 1. [CPT-MT]" in found


def test_a_plan_to_be_printed_shows_everything() -> None:
    asked = {"audience": "veteran", "state": "SC", "pay": "45000"}
    screen, paper = (words(shown("plan", **asked, **more)) for more in ({}, {"print": "1"}))
    assert "**What is earned:**" not in screen
    assert paper.count("**What is earned:**") > screen.count("**Why:**")


def test_a_plan_to_be_printed_tells_a_step_in_full_once_and_then_what_differs() -> None:
    found = graph().plan(audience="veteran", state="SC", pay=45000)
    steps = [step.credential.iri for route in found.routes for step in route.steps]
    paper = words(shown("plan", audience="veteran", state="SC", pay="45000", print="1"))
    assert paper.count("- **Why:**") == len(steps)
    assert paper.count("**What is earned:**") == len(set(steps)) < len(steps)
    again = paper.split("Told in full at **step 1 of CPT and AAS, entry-level")
    assert len(again) - 1 == steps.count(steps[0]) - 1
    assert "**Cost:**" not in again[1].partition("## ")[0], "it costs the same as there"
    split = next(told for told in again if "month 3 to 6" in told.partition("## ")[0])
    most, least = "about $270 to $360 (course bundle", "or $120 to $180 (exam fee alone"
    for part in (f"**Cost:** {most}", least, "Finish the"):
        assert part in split.partition("## ")[0]


def test_a_plan_links_who_pays_and_what_is_earned_for_the_same_person() -> None:
    app = shown("plan", hold="cpt-mt", audience="veteran", state="SC", pay="65000")
    links = {e.proto.page: parse_qs(e.proto.query_string) for e in app.get("page_link")}
    person = {"audience": ["FormerMilitary"], "area": ["us-sc"]}
    assert links["funding"] == {"credential": ["mssc-cpt"], **person}
    assert links["pay"] == {"pay": ["65000"], "area": ["us-sc"]}
    funding = words(shown("funding", **{k: v[0] for k, v in links["funding"].items()}))
    assert "Who pays for MSSC CPT for a veteran in South Carolina" in funding


def test_a_plan_without_a_route_says_what_is_missing_and_what_comes_closest() -> None:
    app = shown("plan", state="SC", pay="650000")
    found = words(app)
    assert "Nothing in the graph gets to $650,000" in found
    assert "What is missing:" in found
    assert "no surveyed wage that the graph holds is as high" in found


def test_the_page_without_a_record_offers_every_kind_and_its_records() -> None:
    found = words(shown("record"))
    for kind in (
        "AAS in Mechatronics",
        "Green Production",
        "AB InBev",
        "Career changer",
        "Alabama",
    ):
        assert kind in found
    assert "Employers" in words(shown("record", kind="employer"))
    assert len(shown("record", kind="dragons").warning) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("module/maintenance-awareness", "Which credentials is Maintenance Awareness part of?"),
        ("funding-program/wioa", "What does WIOA grant pay for, for whom and where?"),
        ("organization/state-of-tennessee", "does State of Tennessee pay for?"),
        ("organization/toyota", "Which credentials does Toyota recognize?"),
        ("occupation/soc-17-3024", "What do people in Electro-Mechanical"),
        ("pathway/career-changer", "What happens at each step of Career changer"),
        ("credential/mssc-cpt", "Which modules does MSSC CPT have"),
    ],
)
def test_a_record_is_asked_about_by_its_name(name: str, said: str) -> None:
    assert said in words(shown("record", id=name))


def test_everything_about_a_record_stands_on_one_page_when_asked() -> None:
    app = shown("record", id="credential/mssc-cpt", print="1")
    heads = [element.value for element in app.header]
    assert {"Content", "Who pays", "Employers", "Pay", "Pitfalls", "All facts", "Sources"} <= {
        *heads
    }
    assert not app.button_group


def test_topics_stand_under_their_module_and_group() -> None:
    lines = competencies_by_module(
        graph().ask("competencies_of_credential", credential="mssc-cpt")
    ).splitlines()
    modules = [i for i, line in enumerate(lines) if line.startswith("- ")]
    assert [lines[i].count("required") for i in modules] == [1, 1, 1, 1, 0, 0]
    assert "Beside the modules" in lines[modules[5]]
    green = "\n".join(lines[modules[4] : modules[5]])
    assert "Lifecycle thinking" in green
    assert "Nanomanufacturing" not in green
    safety = lines[modules[0] : modules[1]]
    assert (
        len([line for line in safety if "Machine guarding" in line and "Ergonomics" in line]) == 1
    )


def test_funding_says_what_to_try_first_and_whom_programs_are_made_for() -> None:
    found = words(shown("funding", audience="veteran", area="SC"))
    made, _, open_to_all = found.partition("Open to all, or it is not said to whom")
    assert "GI Bill apprenticeship benefits" in made
    assert "Apprenticeship Carolina" in open_to_all
    assert "TN Reconnect" not in found
    [told] = [e.value for e in shown("funding", audience="veteran", area="SC").success]
    assert "Try first: [WIOA grant]" in told


def test_the_quality_page_shows_both_claims_of_each_dispute() -> None:
    found = words(shown("quality", quality="Disputed facts"))
    disputes = set(graph().ask("disputed_facts").column("dispute"))
    assert found.count("- Claim: ") == len(disputes)
    assert "- Against it: " in found


def test_the_graph_grows_by_what_the_link_opens_and_finds_paths() -> None:
    few = shown("graph", id="organization/toyota")
    more = shown("graph", id="organization/toyota", open=["credential/mssc-cpt"])
    assert len(tables(more)[0]) > len(tables(few)[0])
    path = tables(shown("graph", id="area/us-sc", to="organization/toyota"))[0]
    assert 0 < len(path) < 8


def test_the_settings_keep_details_and_statistics_at_home() -> None:
    text = Path(ROOT, "dashboard", ".streamlit", "config.toml").read_text("utf-8")
    for setting in ("maxUploadSize = 10", 'showErrorDetails = "none"', "gatherUsageStats = false"):
        assert setting in text


def test_an_export_shows_what_was_carried_and_what_was_not() -> None:
    app = shown("export", to="turtle", id=["credential/mssc-cpt"])
    assert "an entry of their own **1**" in words(app)
    assert "Facts left out **0**" in words(app)
    assert "no findings" in words(app)


def test_a_link_to_an_unknown_export_gets_a_sentence_and_the_page_works() -> None:
    app = shown("export", to="nothing", id=["credential/none"])
    assert len(app.warning) == 2
    assert "an entry of their own" in words(app)


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The explorer on a store that does not answer; afterwards nothing of it is remembered."""
    monkeypatch.setenv("CREDGRAPH_STORE", "http://127.0.0.1:1/query")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("unreachable")
@pytest.mark.parametrize("view", VIEWS)
def test_an_unreachable_store_is_told_in_a_sentence_on_every_view(view: str) -> None:
    app = shown(view, id="credential/mssc-cpt", c=["mssc-cpt", "nims-machining-1"])
    assert app.title or view == "record"  # whose title is the record's name
    if view not in ("check", "start"):  # which ask nothing at first, or tell each part by itself
        assert any("127.0.0.1" in each.value.replace("\\", "") for each in app.warning)


def test_the_funding_list_says_each_thing_once_and_in_the_order_to_try() -> None:
    app = shown("funding", credential="mssc-cpt", audience="FormerMilitary", area="us-sc")
    lists = [str(e.value) for e in app.markdown if "funding-program%2F" in str(e.value)]
    assert lists
    for text in lists:
        entries = re.split(r"(?m)^(?=\S)", text)[1:]
        assert all(entry.startswith("1. **") for entry in entries), "Markdown counts on from it"
        for entry in entries:
            heads = re.findall(r"(?:^ *|· )([A-Z][a-z ]+): ", entry, re.MULTILINE)
            assert len(set(heads)) == len(heads), entry
        assert not re.search(r"\(\w+\): ", text), "no internal name of a column"


def test_a_comparison_tells_who_pays_for_an_apprenticeship_alone() -> None:
    [row] = [
        line
        for e in shown("compare", c=["mssc-cpt", "smscp-level-1"]).markdown
        for line in str(e.value).splitlines()
        if line.startswith("| **Programs that pay for it**")
    ]
    paid = graph().ask("funders_of_credential", credential="mssc-cpt")
    indirect = [r["program_label"] for r in paid if r["pays_for"] == "an apprenticeship with it"]
    assert indirect
    assert row.replace("\\", "").count("(an apprenticeship with it)") == len(set(indirect))


@pytest.mark.parametrize("name", ["fanuc-nocti", "rockwell-controllogix", "nims-machining-1"])
def test_a_kind_that_we_judged_is_marked_at_the_top_of_its_page(name: str) -> None:
    badges = str(shown("record", id=f"credential/{name}").markdown[0].value).replace("\\", "")
    assert "(our judgement)" in badges


def test_a_plan_tells_the_time_for_the_credentials_from_the_whole() -> None:
    said = words(shown("plan"))
    [headline] = [line for line in said.splitlines() if line.startswith("Time, worked out")]
    assert "**4 to 5 years (2 years for the credentials)**" in headline
    assert "Also needed: **2 to 3 years of experience**" in headline


def test_the_line_in_the_picture_of_wages_is_explained() -> None:
    explained = "The dashed line is the pay you want, $"
    assert f"{explained}48,000 a year." in words(shown("plan", pay="48000"))
