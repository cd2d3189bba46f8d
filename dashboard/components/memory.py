"""Remembers what a page and a component last passed to each other, to tell news from echoes."""

from dataclasses import dataclass, replace
from typing import cast

import streamlit as st


@dataclass(frozen=True)
class Memory:
    """A value the page passes and the person changes: an editor's text, a canvas' selection."""

    passed: str | None
    seen: str | None
    loaded: str | None
    revision: int = 0
    runs: int = 0


def remembered(
    memory: Memory | None, value: str | None, *, shown: bool, anew: bool = False
) -> Memory:
    """Update the memory once the page has passed `value`.

    A value that the page neither passed before nor got from the component is loaded into the
    component as a new revision. So is any value if the component was not `shown` in the last run,
    or if it is to be loaded `anew`.
    """
    if memory is None:
        return Memory(passed=value, seen=value, loaded=value)
    if shown and not anew and value in (memory.passed, memory.seen):
        return replace(memory, passed=value)
    revision = memory.revision + 1
    return replace(memory, passed=value, seen=value, loaded=value, revision=revision)


def recall(key: str, value: str | None, part: str = "memory", anew: bool = False) -> Memory:
    """Read this session's memory of a part of the component `key`, with what is passed now."""
    memory = cast("Memory | None", st.session_state.get(f"{key} {part}"))
    return remembered(memory, value, shown=key in st.session_state, anew=anew)


def keep(key: str, memory: Memory, part: str = "memory") -> None:
    """Store the memory of a part of the component `key` for the next run."""
    st.session_state[f"{key} {part}"] = memory
