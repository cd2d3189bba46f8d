"""What the run on engines makes of its results; the run itself is `make engines`."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest

from credgraph.questions import Catalogue
from engines import run as command
from engines.answers import Outcome, Run
from engines.deviations import Deviation, news, read_deviations
from engines.downloads import Lacking
from engines.page import PAGE, page
from engines.subjects import ENGINES, Engine, Served

KNOWN = Deviation("one", "It counts otherwise.", ["https://example.org/1"], ["a", "b"])


def test_a_new_deviation_and_a_vanished_one_are_news() -> None:
    outcomes = [Outcome("a", True), Outcome("b", False), Outcome("c", False, "it was refused")]
    found = news([Run("one", outcomes)], [KNOWN])
    assert found == ["new: one | c: it was refused", "vanished: one | a"]
    assert news([], [KNOWN]) == []


def test_what_a_machine_lacks_is_skipped_aloud(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking() -> AbstractContextManager[Served]:
        raise Lacking("there is no such program")

    monkeypatch.setattr(command, "ENGINES", (Engine("none", "No engine", lacking),))
    assert command.main([]) == 0
    said = capsys.readouterr()
    assert "skipped: No engine: there is no such program" in said.err
    assert said.out == "0 passed, 0 failed\n"


def test_every_deviation_is_of_an_engine_and_a_question_and_has_a_public_reference() -> None:
    names = {engine.name for engine in ENGINES}
    for each in read_deviations():
        assert each.engine in names
        assert set(each.questions) <= set(Catalogue())
        assert each.references
        assert all(address.startswith("https://") for address in each.references)


def test_the_page_counts_what_was_approved_and_names_each_deviation() -> None:
    made = page([Run("disk", [Outcome("a", True), Outcome("b", False)])], read_deviations())
    assert "| our store, on disk | its own | 1 of 2 |" in made
    written = PAGE.read_text("utf-8")
    for each in read_deviations():
        assert each.why in written
