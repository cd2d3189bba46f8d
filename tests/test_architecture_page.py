"""The architecture page says what the imports say, and names only what is there."""

from __future__ import annotations

import pytest

from docs.architecture import PAGE, UnknownPlace, linked, page, reduced


def test_the_committed_page_is_what_the_generator_makes() -> None:
    made = page()
    assert made.count("\n#### ") > 15
    assert PAGE.read_text("utf-8") == made, "say make architecture"


def test_a_module_or_path_in_backticks_becomes_a_link() -> None:
    made = linked("`cli/ask`, `queries/export/`, `CONTRIBUTING.md`, `make docs`")
    assert "[`cli/ask`](../src/credgraph/cli/ask.py)" in made
    assert "[`queries/export/`](../queries/export/)" in made
    assert "[`CONTRIBUTING.md`](../CONTRIBUTING.md)" in made
    assert made.endswith("`make docs`")


def test_a_module_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UnknownPlace, match=r"cli/nothing, rdf/gone"):
        linked("`rdf/gone`, `cli/ask`, `cli/nothing`")


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    links = {"top": {"middle", "ground"}, "middle": {"ground"}, "ground": set[str]()}
    assert reduced(links) == {"top": {"middle"}, "middle": {"ground"}, "ground": set()}
