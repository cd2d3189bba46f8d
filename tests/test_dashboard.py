"""The explorer's logic, without a browser: every view renders, links restore, errors are told."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pyoxigraph as ox
import pytest
from places import ROOT

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

import streamlit as st
from streamlit.testing.v1 import AppTest

from credgraph.errors import BadQuery, UnknownQuestion
from credgraph.questions.listing import starter_query
from credgraph.results.table import Column, Table, Term
from credgraph.results.wording import display_value
from credgraph.sandbox.evaluator import UPLOADED
from dashboard.charts import STATED, SURVEYED, Range, matrix, ranges, spans
from dashboard.grids import frame
from dashboard.links import address, outside, packed, unpacked
from dashboard.reading import as_entries, fields, folded, is_wordy
from dashboard.session import BROKEN, graph
from dashboard.text import in_plain_words, plain
from dashboard.topics import by_module
from dashboard.widgets import _parquet

APP = ROOT / "dashboard" / "app.py"
VIEWS = sorted(p.stem for p in (ROOT / "dashboard" / "views").glob("[a-z]*.py"))
HOSTILE = "<img src=x onerror=alert(1)> ![p](http://a.example/p.png) [c](javascript:alert(1))"


def shown(view: str, **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(f"views/{view}.py")
    app.run()
    assert not app.exception, (view, query, [e.message for e in app.exception])
    assert BROKEN not in [element.value for element in app.error], (view, query)
    return app


def words(app: AppTest) -> str:
    kinds: tuple[Any, ...] = (
        app.title, app.header, app.subheader, app.markdown, app.caption, app.text, app.info,
        app.warning,
    )  # fmt: skip
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def tables(app: AppTest) -> list[pd.DataFrame]:
    """The tables of a page: those written in Markdown, then the grids."""
    written = [e.value for e in app.markdown if str(e.value).startswith("| ")]
    return [*map(as_written, written), *(element.value for element in app.dataframe)]


def as_written(text: str) -> pd.DataFrame:
    heads, _, *rows = [line[2:-2].split(" | ") for line in text.splitlines()]
    return pd.DataFrame(rows, columns=heads)


def test_the_navigation_names_every_view() -> None:
    named = "check compare employers export funding graph pay plan quality record sparql start"
    assert named.split() == VIEWS
    assert all(f'"{view}"' in APP.read_text("utf-8") for view in VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_renders(view: str) -> None:
    assert len(shown(view).title) == 1


def test_the_dashboard_holds_no_sparql_parsing_or_unsafe_html() -> None:
    paths = [*(ROOT / "dashboard").glob("*.py"), *(ROOT / "dashboard" / "views").glob("*.py")]
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
        "3 disputed facts: both claims"
    ]
    found = words(shown("record", id="credential/mssc-cpt", print="1"))
    assert "Claim: Every major US manufacturer recognizes CPT." in found
    assert "Against it: Only the 44 employers listed are facts" in found


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


def test_comparing_puts_every_credential_beside_the_others() -> None:
    app = shown("compare", c=["mssc-cpt", "smscp-level-1", "cpt-mt"])
    table = tables(app)[0]
    assert list(table.columns)[1:3] == ["MSSC CPT", "Siemens SMSCP Level 1"]
    rows = {row.iloc[0].strip("*"): list(row.iloc[1:]) for _, row in table.iterrows()}
    assert rows["Price\\, USD"][0] == "360 to 480 :orange-badge[⚠ overclaimed]"
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
    others = found.partition("**Meant for others**")[2]
    assert "If enrolled on the pathway" in others
    assert "program bundling" not in found.removesuffix(others)
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
    for part in ("**Cost:** $120 to $180", "**Does not pay:** [Community-college", "Finish the"):
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


@pytest.mark.parametrize("view", ["plan", "compare", "graph", "export"])
def test_a_widget_that_shows_its_value_is_not_drawn_anew(view: str) -> None:
    app = shown(view, id="credential/mssc-cpt", c=["mssc-cpt", "nims-machining-1"])
    app.run()
    shown_in = [*app.multiselect, *app.selectbox, *app.number_input, *app.text_input]
    assert shown_in
    assert not [each.label for each in shown_in if each.proto.set_value]


def test_everything_about_a_record_stands_on_one_page_when_asked() -> None:
    app = shown("record", id="credential/mssc-cpt", print="1")
    heads = [element.value for element in app.header]
    assert {"Content", "Who pays", "Employers", "Pay", "Pitfalls", "All facts", "Sources"} <= {
        *heads
    }
    assert not app.button_group


def test_topics_stand_under_their_module_and_group() -> None:
    lines = by_module(graph().ask("competencies_of_credential", credential="mssc-cpt")).splitlines()
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


def test_a_typed_query_runs_and_a_bad_one_is_told_with_its_place() -> None:
    good = shown("sparql", q=packed("SELECT ?c WHERE { ?c a cg:Credential }"))
    assert len(tables(good)[0]) > 10
    assert "Line 1, column" in words(shown("sparql", q=packed("SELECT * WHERE {")))
    service = shown("sparql", q=packed("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }"))
    assert "SERVICE is not allowed" in words(service)


def test_hostile_text_stays_text() -> None:
    escaped = plain(HOSTILE)
    assert all(f"\\{mark}" in escaped for mark in "<![(:")
    assert plain("a\n# b") == "a \\# b"
    app = shown("start", q=HOSTILE)
    assert HOSTILE in words(app)
    assert all(" <img" not in f" {element.value}".replace("\\<", "") for element in app.info)


def test_hostile_labels_stay_text_in_tables() -> None:
    node = ox.NamedNode("https://w3id.org/credgraph/id/credential/x")
    columns = (Column("a", "A", "iri"), Column("a_label", "A", "string"), Column("u", "U", "iri"))
    table = Table(columns, [(node, ox.Literal(HOSTILE), ox.NamedNode("javascript:alert(1)"))])
    row = frame(table).iloc[0]
    assert row["A"].startswith("record?id=credential%2Fx&name=%3Cimg")
    assert row["U"] == "javascript:alert(1)"
    assert not outside("javascript:alert(1)")
    assert not outside("http://[")
    assert address("https://w3id.org/credgraph/id/area/us-sc") == "record?id=area%2Fus-sc"


@pytest.mark.parametrize("text", ["", "SELECT * { ?s ?p ?o }", "# ünïcode\n" * 2000])
def test_a_query_survives_its_link(text: str) -> None:
    assert unpacked(packed(text)) == text


@pytest.mark.parametrize("damaged", ["zz", "é", "eNoL", packed("x" * 300_000), "a" * 1000])
def test_a_damaged_query_link_is_none(damaged: str) -> None:
    assert unpacked(damaged) is None


def test_errors_are_sentences() -> None:
    assert in_plain_words(UnknownQuestion("x", ("y",))).endswith("Did you mean y?")
    told = in_plain_words(BadQuery("something is missing", 2, 3, "SELECT"))
    assert told == "Line 2, column 3: something is missing."


def test_a_fault_in_one_part_of_a_page_is_one_sentence() -> None:
    def page() -> None:
        import streamlit as st

        from dashboard.session import sentence

        with sentence():
            raise ZeroDivisionError
        st.text("the rest")

    app = AppTest.from_function(page).run()
    assert [element.value for element in app.error] == [BROKEN]
    assert [element.value for element in app.text] == ["the rest"]


def test_pictures_are_made_of_what_they_are_given() -> None:
    bars = ranges([Range("a", "g", 1, 2), Range("b", "g", 3, 4, 3.2, 3.8, 3.5)], target=3)
    assert "Wanted" in json.dumps(bars)
    marks = matrix([{"x": "1", "y": "2", "k": "3"}], "x", "y", "k")
    assert "point" in json.dumps(marks)
    steps = [{"S": "one", "From": 0.0, "To": 3.0, "T": "t"}]
    assert "bar" in json.dumps(spans(steps, "From", "To", "S", "T"))


def test_a_long_name_is_drawn_in_lines_that_leave_a_phone_its_bars() -> None:
    name = "Electro-Mechanical and Mechatronics Technologists and Technicians"
    [name_in_lines] = [row["words"] for row in drawn(ranges([Range(name, "g", 1, 2)]))]
    assert name_in_lines.replace("\n", " ") == name
    assert max(map(len, name_in_lines.split("\n"))) <= 46
    [cut] = [row["words"] for row in drawn(ranges([Range("x" * 9000, "g", 1, 2)]))]
    assert cut.count("\n") < 4
    assert cut.endswith("…")


def drawn(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


def test_stated_pay_and_surveyed_wages_keep_their_colours_in_every_picture() -> None:
    groups = [STATED, SURVEYED, "another"]
    scales = [
        ranges([Range("a", one, 1, 2), Range("b", other, 1, 2)])["layer"][0]["encoding"]["color"]
        for one in groups
        for other in groups
        if one != other
    ]
    found = [dict(zip(*(s["scale"][k] for k in ("domain", "range")), strict=True)) for s in scales]
    assert all(len(set(each.values())) == 2 for each in found)
    for group in (STATED, SURVEYED):
        assert len({each[group] for each in found if group in each}) == 1


def test_pictures_ask_for_no_field_without_a_number() -> None:
    thin = json.dumps(ranges([Range("a", "g", 1, 2)]))
    assert '"lower"' not in json.dumps(json.loads(thin)["layer"])
    assert '"middle"' not in json.dumps(json.loads(thin)["layer"])
    steps = [{"S": "one", "From": 0.0, "To": 3.0, "T": "t"}]
    assert "point" not in json.dumps(spans(steps, "From", "To", "S", "T"))


def test_no_bar_of_a_timeline_ends_at_the_edge() -> None:
    spec = spans([{"S": "one", "From": 0.0, "To": 24.0, "T": "t"}], "From", "To", "S", "T")
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][1] > 24


def made(*rows: tuple[str | None, ...], columns: str) -> Table:
    heads = tuple(Column(name, name.capitalize(), "string") for name in columns.split())
    cells: list[tuple[Term | None, ...]] = [
        tuple(None if cell is None else ox.Literal(cell) for cell in row) for row in rows
    ]
    return Table(heads, cells)


def in_text(_column: Column, cell: Term | None, _record: Term | None) -> str:
    return display_value(cell)


def test_what_every_row_says_is_said_once() -> None:
    table = made(("a", "USD", "x"), ("b", "USD", "x"), columns="name currency where")
    shorter, always = folded(table)
    assert [column.name for column in shorter.columns] == ["name", "where"]
    assert always == ["currency: USD"]
    longer, always = folded(Table(table.columns, table.rows * 2))
    assert [column.name for column in longer.columns] == ["name"]
    assert always == ["currency: USD", "where: x"]


def test_the_ends_of_a_range_share_a_column() -> None:
    table = made(("a", "1", "2"), ("b", "3", "3"), ("c", None, "4"), columns="name min_p max_p")
    [_, pay] = fields(table, in_text)
    assert pay.words == ("1 to 2", "3", "up to 4")


def test_wordy_tables_become_lists_and_short_ones_do_not() -> None:
    text = "a long sentence about something " * 5
    rows = [(f"n{i}", text, text, text) for i in range(3)]
    found = fields(made(*rows, columns="name a b c"), in_text)
    assert is_wordy(found)
    assert as_entries(found).startswith("- **n0**  \n  A: a long sentence")
    assert not is_wordy([field._replace(words=("x", "y", "z")) for field in found])


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


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("SELECT * {}", "1 row"),
        ("SELECT (99999999999999999999 AS ?n) {}", "99,999,999,999,999,999,999"),
        ('SELECT ("about 40"^^xsd:integer AS ?n) {}', "about 40"),
        ("SELECT (1e400 AS ?n) {}", "inf"),
        ("CONSTRUCT { <https://x.example/a> cg:buildsOn <https://x.example/b> } {}", "x.example"),
        ("SELECT (<https://x.example/a> AS ?a) (<https://x.example/b> AS ?b) {}", "x.example"),
    ],
)
def test_odd_answers_are_shown_as_they_are(query: str, seen: str) -> None:
    app = shown("sparql", q=packed(query))
    assert not app.warning
    assert seen in words(app) + "".join(str(each.to_dict()) for each in tables(app))


def test_whole_numbers_beyond_64_bits_fit_into_a_file() -> None:
    huge = ox.Literal(2**70)
    answer = Table((Column("n", "N", "term"),), [(huge,), (ox.Literal(1),)])
    assert pd.read_parquet(io.BytesIO(_parquet(answer)))["n"].tolist() == [str(2**70), "1"]


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


def test_a_link_with_long_or_many_unknown_names_is_told_in_few_words() -> None:
    app = shown("plan", hold=[f"x{i}" for i in range(500)], state="y" * 60_000, pay="9" * 60_000)
    told = [each.value for each in app.warning]
    assert len(told) == 3
    assert "and 497 more" in told[0]
    assert max(map(len, told)) < 600
    assert max(len(each.value) for each in shown("record", id="x" * 60_000).warning) < 600


def test_a_long_text_that_all_rows_share_stays_in_the_table() -> None:
    answer = Table((Column("a", "A", "term"), Column("b", "B", "term")), [
        (ox.Literal(name), ox.Literal("x" * 5000)) for name in "abc"
    ])  # fmt: skip
    assert folded(answer)[1] == []


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


def test_an_editor_starts_from_a_query_with_an_answer() -> None:
    answer = graph().query(starter_query("first"))
    assert isinstance(answer, Table)
    assert len(answer) > 10
    assert f"GRAPH <{UPLOADED}>" in starter_query("of_a_file")
