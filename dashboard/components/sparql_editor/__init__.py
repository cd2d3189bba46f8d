"""The SPARQL editor: highlighting, completion by name and by label, error marks, Ctrl+Enter.

The page passes the text and the vocabulary; what the person does comes back as one `Event`. The
person's own writing is replaced only when the page passes a text that it neither passed before nor
got from the editor, so a page may simply pass back the text of an event, or when it says so.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

from streamlit.components.v2.types import ComponentRenderer

from dashboard.components.memory import Memory, keep, recall
from dashboard.components.mount import component


class Term(TypedDict):
    """Something that can be written: `name` is a prefixed name, or an IRI in angle brackets."""

    name: str
    iri: str
    kind: Literal["class", "property", "record"]
    label: str
    definition: NotRequired[str]


class Vocabulary(TypedDict):
    """What completion offers: prefixes with their IRIs, and terms with label and definition."""

    prefixes: dict[str, str]
    terms: list[Term]


class Mark(TypedDict):
    """An error at a line and column, both counted from 1."""

    line: int
    column: int
    message: str
    end_line: NotRequired[int]
    end_column: NotRequired[int]


class Event(TypedDict):
    """What the person did, reported once: `change` (debounced) or `run`, with the whole text.

    A page that answers `run` with slow work should first put the text into its session state: the
    next key stroke starts a new run of the page, and that run has no `run` event any more.
    """

    type: Literal["change", "run"]
    text: str


def event_of(memory: Memory, typed: object, run: object) -> Event | None:
    """Find the event in the editor's state and trigger; a text that was seen before is none."""
    if isinstance(run, str):
        return {"type": "run", "text": run}
    if isinstance(typed, dict) and typed.get("revision") == memory.revision:
        text = typed.get("text")
        if isinstance(text, str) and text != memory.seen:
            return {"type": "change", "text": text}
    return None


@cache
def _component() -> ComponentRenderer:
    return component("sparql_editor", Path(__file__).parent)


def sparql_editor(
    text: str,
    *,
    key: str,
    vocabulary: Vocabulary,
    errors: Sequence[Mark] = (),
    height: int = 420,
    anew: bool = False,
    label: str = "SPARQL query. Tab leaves the editor; Control and Enter run the query.",
) -> Event | None:
    """Show the editor and return what the person did in it in this run, if anything.

    `errors` belong to the text that was run last; each goes away when the text under it is edited.
    `height` is the largest, in pixels; the editor grows with its text until then. `anew` puts the
    page's text in place of the person's own writing in any case.
    """
    memory = recall(key, text, anew=anew)
    data = {
        "text": memory.loaded,
        "revision": memory.revision,
        "runs": memory.runs,
        "vocabulary": vocabulary,
        "errors": list(errors),
        "height": height,
        "label": label,
    }
    result = _component()(
        key=key, data=data, on_typed_change=lambda: None, on_run_change=lambda: None
    )
    event = event_of(memory, result.get("typed"), result.get("run"))
    if event is not None:
        runs = memory.runs + (event["type"] == "run")
        memory = replace(memory, seen=event["text"], runs=runs)
    keep(key, memory)
    return event
