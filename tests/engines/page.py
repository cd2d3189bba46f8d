"""docs/engines.md: the counts of a run, each deviation, and the settings of engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from places import ROOT

from engines.answers import Run
from engines.deviations import Deviation
from engines.subjects import ENGINES

__all__ = ["PAGE", "page"]

PAGE = ROOT / "docs" / "engines.md"
_TEXT = Path(__file__).with_name("engines.template.md")


def page(runs: Sequence[Run], known: Iterable[Deviation]) -> str:
    """Return the whole page."""
    text = _TEXT.read_text("utf-8")
    deviations = "\n".join(_deviations(known)) or "There are none."
    return text.replace("{counts}", "\n".join(_counts(runs))).replace("{deviations}", deviations)


def _counts(runs: Iterable[Run]) -> Iterator[str]:
    yield "| Engine | Graphs as sent | Answers as approved |"
    yield "|---|--:|--:|"
    by_name = {run.engine: run for run in runs}
    for engine in ENGINES:
        run = by_name.get(engine.name)
        if run is None:
            yield f"| {engine.title} | not run | not run |"
            continue
        approved = sum(each.is_approved for each in run.outcomes)
        sent = f"{run.graphs_same} of {run.graphs}" if run.graphs else "its own"
        yield f"| {engine.title} | {sent} | {approved} of {len(run.outcomes)} |"


def _deviations(known: Iterable[Deviation]) -> Iterator[str]:
    titles = {engine.name: engine.title for engine in ENGINES}
    for each in known:
        links = ", ".join(f"<{address}>" for address in each.references)
        yield f"- **{titles[each.engine]}**, {len(each.questions)} questions: {each.why} ({links})"
        yield f"  {', '.join(f'`{name}`' for name in each.questions)}"
