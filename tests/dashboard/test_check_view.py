"""Checking an upload in the explorer: findings, preview, queries, and files that mean harm."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from explorer_pages import shown
from streamlit.testing.v1 import AppTest

from credgraph import snapshot
from dashboard.state.errors import BROKEN

MINE = b"""@prefix cg: <https://w3id.org/credgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/credgraph/id/credential/mine> a cg:Credential ;
    rdfs:label "Mine <img src=x onerror=alert(1)>"@en ;
    cg:buildsOn <https://w3id.org/credgraph/id/credential/mssc-cpt> ; cg:oops 1 .
"""


def checked(name: str, content: bytes) -> AppTest:
    app = shown("check")
    app.file_uploader[0].set_value((name, content, "")).run()
    assert not app.exception
    assert BROKEN not in [element.value for element in app.error]
    return app


def words(app: AppTest) -> str:
    found = [element.value for kind in (app.caption, app.warning, app.info) for element in kind]
    return "\n".join(map(str, found)).replace("\\", "")


def test_a_file_shows_findings_and_what_is_in_it() -> None:
    app = checked("mine.ttl", MINE)
    assert "4 statements; " in words(app)
    assert "the ontology declares no such term" in "".join(m.value for m in app.markdown)
    preview = str(app.dataframe[-1].value.to_dict())
    assert "cg%3Aoops" in preview
    assert "MSSC CPT" in preview, "names come from the graph"
    assert [element.value for element in app.header] == [
        "Findings",
        "What is in it",
        "Ask it together with the graph",
    ]


def test_a_file_is_told_what_was_checked_of_it() -> None:
    app = checked("mine.ttl", MINE + b"<urn:other> a <urn:Course> .")
    assert "Checked 1 record: 1 Credential (1 left out: no shape applies to urn:Course); " in words(
        app
    )


def test_a_file_that_no_shape_applies_to_is_no_conforming_one() -> None:
    said = words(checked("mine.ttl", MINE.replace(b"https://w3id.org", b"http://w3id.org")))
    assert "conforms" not in said
    assert "the namespace <http://w3id.org/credgraph/ns#> is spelt otherwise" in said


def test_a_query_sees_the_file_and_the_graph_and_the_graph_stays_as_it_is() -> None:
    store = Path(snapshot.folder()) / "store"
    before = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}
    app = checked("mine.ttl", MINE)
    app.session_state["check-asked"] = (
        "SELECT ?upper { <https://w3id.org/credgraph/id/credential/mine> cg:buildsOn ?lower . "
        "?upper cg:buildsOn ?lower }"
    )
    app.run()
    rows = str(app.dataframe[-1].value.to_dict())
    assert "credential%2Fmine" in rows
    assert "credential%2Fsmscp-level-2" in rows
    assert {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()} == before
    other = checked("other.ttl", b"<urn:a> <urn:b> <urn:c> .")
    assert "credential%2Fmine" not in "".join(str(t.value.to_dict()) for t in other.dataframe)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("huge.ttl", b"#" * 11 * 2**20, "An uploaded file may take 10 MB"),
        ("cut.ttl", b"<urn:a> <urn:b>", "cut.ttl, line 1"),
        ("empty.ttl", b"", "there is no statement in this file"),
        ("binary.ttl", b"\xff\xfe\x00", "not UTF-8"),
        ("none.jsonld", b"{", "none.jsonld"),
        ("context.jsonld", b'{"@context": "http://127.0.0.1:9/c", "@id": "urn:a"}', "context.json"),
        ("deep.ttl", b"<urn:a> <urn:p> " + b"( " * 500_000, "deep.ttl|longer than"),
        ("deep.jsonld", b'{"urn:p":' * 100_000, "deep.jsonld"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(name: str, content: bytes, told: str) -> None:
    app = checked(name, content)
    assert len(app.warning) == 1
    assert re.search(told, words(app))
    app.file_uploader[0].set_value(("mine.ttl", MINE, "")).run()
    assert not app.warning
    assert "4 statements" in words(app)


@pytest.mark.parametrize("whole", [(), ("Violation",), ("Violation", "Warning")])
def test_a_check_of_a_part_is_no_clean_bill(
    monkeypatch: pytest.MonkeyPatch, whole: tuple[str, ...]
) -> None:
    from credgraph.sandbox.worker import Worker
    from credgraph.validation import BoundedFindings, Checked, Severity

    part = BoundedFindings([], map(Severity, whole), Checked({"Credential": 1}, {}))
    monkeypatch.setattr(Worker, "validate_with", lambda *_: part)
    said = words(checked("mine.ttl", MINE))
    assert "These may not be all" in said
    assert "Info: not counted" in said
    assert "conforms" not in said


def test_a_check_that_takes_too_long_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    from credgraph.errors import TimedOut
    from credgraph.sandbox.worker import Worker

    calls = []

    def late(*_: object) -> None:
        calls.append(1)
        raise TimedOut(10)

    monkeypatch.setattr(Worker, "validate_with", late)
    app = checked("mine.ttl", MINE)
    assert "This takes longer than the 10 seconds" in words(app)
    assert "credential%2Fmine" in str(app.dataframe[0].value.to_dict())
    app.run()
    assert calls == [1]
