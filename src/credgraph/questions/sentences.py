"""The sentence with which an answer opens, made from the template in a question's header.

A template stands for no row, one row or several. Its fields are the question's parameters (the
label of what was asked) and its columns (the value in the first row), `count` (of rows), `rest`:

| field | becomes |
|---|---|
| `{program_label}` | the value in the first row |
| `{program_label*}` | all different values, the first five by name |
| `{program_label#}` | the number of different values |
| `{min_price..max_price}` | a range, or one value where both ends are the same |
| `{a audience}` | what was asked for, with its article: a displaced worker |

A part in square brackets is left out where the rows do not state a field in it. A sentence says no
more than the rows do; where some are disputed, a second sentence says how many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from credgraph.questions.catalogue import Question
from credgraph.results import (
    Table,
    Term,
    count_disputed,
    display_value,
    join_names,
    with_article,
)

__all__ = ["FIELD", "fill_template", "template_for"]

FIELD = re.compile(r"\{(?P<article>a )?(?P<name>\w+)(?:\.\.(?P<end>\w+))?(?P<all>[*#]?)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_OURS = "our judgement"  # as the questions mark what no source states
_GAP = "\0"  # stands for what the rows do not state
_MOST = 5  # names in one sentence


def template_for(question: Question, table: Table) -> str:
    """Return the template for an answer about so many; nothing where the header has none."""
    many = question.sentences.get("many", "")
    kind = "none" if not table.rows else "one" if _counted(many, table) == 1 else "many"
    return question.sentences.get(kind, "")


def _counted(template: str, table: Table) -> int:
    """Return how many a template counts first: different names, as of a dispute, else rows."""
    first = next(
        (m for m in FIELD.finditer(template) if m["all"] == "#" or m["name"] == "count"), None
    )
    if not first or first["name"] == "count":
        return len(table)
    return len({word for word in _words(first["name"], table) if word != _GAP})


def fill_template(template: str, labels: Mapping[str, str], table: Table) -> str:
    """Return the sentence for an answer.

    `labels` are the values of the parameters as people read them, by name.
    """

    def field(match: re.Match[str]) -> str:
        return _field(match, labels, table)

    def part(match: re.Match[str]) -> str:
        filled = FIELD.sub(field, match[1])
        return "" if _GAP in filled else filled

    said = FIELD.sub(field, _OPTIONAL.sub(part, template)).replace(_GAP, "not stated")
    return said[:1].upper() + said[1:] + _judged(said, table) + _disputed(table)


def _field(match: re.Match[str], labels: Mapping[str, str], table: Table) -> str:
    name = match["name"]
    if name in labels:
        return _in_a_sentence(labels[name]) if match["article"] else labels[name]
    if name in ("count", "rest"):
        return f"{len(table) - (name == 'rest'):,}"
    words = _words(name, table)
    if match["end"]:
        return _range(words[0], _words(match["end"], table)[0])
    different = list(dict.fromkeys(word for word in words if word != _GAP))
    if match["all"] == "#":
        return f"{len(different):,}"
    return _listed(different) if match["all"] else words[0]


def _in_a_sentence(label: str) -> str:
    """Return a label as a sentence has it inside: `a displaced worker` for Displaced worker."""
    first, *_ = label.split()
    return with_article(label if first.isupper() else label[:1].lower() + label[1:])


def _range(low: str, high: str) -> str:
    """Return a range in words: `6 to 8 weeks`, `360 to 480`, or one value."""
    if low == high:
        return low
    number, _, unit = low.partition(" ")
    same = unit.rstrip("s") == high.partition(" ")[2].rstrip("s")
    return f"{number if same else low} to {high}"


def _listed(names: list[str]) -> str:
    if not names:
        return _GAP
    more = len(names) - _MOST
    shown = names if more < 1 else [*names[:_MOST], f"{more} more"]
    return "; ".join(shown) if any("," in name for name in shown) else join_names(shown)


def _words(name: str, table: Table) -> list[str]:
    place = [column.name for column in table.columns].index(name)
    datatype = table.columns[place].datatype
    return [_word(row[place], datatype) for row in table.rows]


def _word(cell: Term | None, datatype: str) -> str:
    return display_value(cell, datatype) or _GAP


def _disputed(table: Table) -> str:
    count = count_disputed(table)
    if not count:
        return ""
    if len(table) == 1:
        return " This is disputed."
    return f" {count} of these {len(table)} {'is' if count == 1 else 'are'} disputed."


def _judged(said: str, table: Table) -> str:
    """Return how many rows rest on our own judgement, unless the sentence has said so."""
    count = sum(any(_OURS in display_value(cell) for cell in row) for row in table.rows)
    if not count or _OURS in said:
        return ""
    if len(table) == 1:
        return f" This rests in part on {_OURS}."
    rest = "rests" if count == 1 else "rest"
    return f" {count} of these {len(table)} {rest} in part on {_OURS}."
