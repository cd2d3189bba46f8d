"""The sentence with which an answer opens, made from the template in a question's header.

A template stands for no row, one row or several. Its fields are the question's parameters (the
label of what was asked), its columns (the value in the first row), `count`, `rest` and, with a
star, all values of a column: `{program_label*}`. It says no more than the rows do; where some are
disputed, a second sentence says how many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from credgraph.questions.catalogue import Question
from credgraph.results import Table, Term, count_disputed, display_value, join_names

__all__ = ["FIELD", "fill_template", "template_for"]

FIELD = re.compile(r"\{(\w+)(\*?)\}")
_MOST = 5  # names in one sentence


def template_for(question: Question, table: Table) -> str:
    """Return the template for an answer with so many rows; nothing where the header has none."""
    kind = "none" if not table.rows else "one" if len(table) == 1 else "many"
    return question.sentences.get(kind, "")


def fill_template(template: str, labels: Mapping[str, str], table: Table) -> str:
    """Return the sentence for an answer.

    `labels` are the values of the parameters as people read them, by name.
    """
    said = FIELD.sub(lambda match: _field(match[1], bool(match[2]), labels, table), template)
    return said + _disputed(table)


def _field(name: str, all_values: bool, labels: Mapping[str, str], table: Table) -> str:
    if name in labels:
        return labels[name]
    if name in ("count", "rest"):
        return f"{len(table) - (name == 'rest'):,}"
    words = _words(name, table)
    if not all_values:
        return words[0]
    named = list(dict.fromkeys(word for word in words if word))
    more = len(named) - _MOST
    return join_names(named if more < 1 else [*named[:_MOST], f"{more} more"])


def _words(name: str, table: Table) -> list[str]:
    place = [column.name for column in table.columns].index(name)
    datatype = table.columns[place].datatype
    return [_word(row[place], datatype) for row in table.rows]


def _word(cell: Term | None, datatype: str) -> str:
    return display_value(cell, datatype) or "not stated"


def _disputed(table: Table) -> str:
    count = count_disputed(table)
    if not count:
        return ""
    if len(table) == 1:
        return " This is disputed."
    return f" {count} of these {len(table)} rows {'is' if count == 1 else 'are'} disputed."
