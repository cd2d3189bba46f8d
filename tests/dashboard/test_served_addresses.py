"""The addresses of a server of this graph, on the pages of the explorer that knows one."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from explorer_pages import shown, words

SERVER = "https://graph.example.org/mirror"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDGRAPH_SERVER", f"{SERVER}/")


@pytest.mark.usefixtures("server")
def test_a_record_has_a_link_that_can_be_sent() -> None:
    text = words(shown("record", id="credential/mssc-cpt"))
    for suffix in ("", ".ttl", ".jsonld"):
        assert f"(<{SERVER}/id/credential/mssc-cpt{suffix}>)" in text


@pytest.mark.usefixtures("server")
def test_a_term_of_others_has_none() -> None:
    assert SERVER not in words(shown("record", id="ceterms:Certification"))


@pytest.mark.usefixtures("server")
def test_a_question_has_its_answer_as_csv_and_code_that_reads_it() -> None:
    app = shown("sparql", ask="costs_of_credential", credential="mssc-cpt")
    [address] = re.findall(r"This answer as CSV\]\(<([^>]*)>", words(app))
    assert address.startswith(f"{SERVER}/api/questions/costs_of_credential?credential=")
    code = [element.value for element in app.code]
    assert f'answer <- read.csv("{address}")' in code
    assert any(text.startswith("curl -s ") and address in text for text in code)


@pytest.mark.parametrize(
    "address", ["", "not an address", "javascript:alert(1)", "ftp://x.example"]
)
def test_without_a_server_there_is_no_link(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDGRAPH_SERVER", address)
    assert "Link to this record" not in words(shown("record", id="credential/mssc-cpt"))
    app = shown("sparql", ask="costs_of_credential", credential="mssc-cpt")
    assert "This answer as CSV" not in words(app)
