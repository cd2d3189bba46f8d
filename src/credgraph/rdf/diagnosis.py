"""What is wrong with a query that does not parse, as people write them.

The engine says where it gave up. Here the text is read for the faults that people make, so that the
answer can name the variable, the bracket or the dot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from difflib import get_close_matches
from itertools import pairwise, zip_longest

from credgraph.errors import BadQuery
from credgraph.rdf.arithmetic import arithmetic_notes
from credgraph.rdf.parts import PAIRS, Part, parts_of, selects
from credgraph.rdf.sparql import FORMS, UPDATES, at
from credgraph.rdf.triple_patterns import pattern_fault

__all__ = ["explained", "valueless_notes", "valueless_variables"]

_MAX_PARTS = 1000  # of a query whose SELECTs are read for faults, which takes their square
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_EXAMPLE = "SELECT ?c { ?c a cg:Credential }"
_FUNCTION_NAMES = (
    "ABS ADJUST AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI "
    "EXISTS FLOOR GROUP_CONCAT HASLANG HASLANGDIR HOURS IF IN IRI ISBLANK ISIRI ISLITERAL "
    "ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW OBJECT "
    "PREDICATE RAND REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR "
    "STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR "
    "SUM TIMEZONE TRIPLE TZ UCASE URI UUID YEAR"
)
_OTHER_WORDS = (  # that a bracket may follow
    "AS BIND BY DISTINCT FILTER FROM HAVING NAMED NOT REDUCED SELECT SEPARATOR UNDEF VALUES WHERE "
    "UNION OPTIONAL MINUS GRAPH SERVICE LATERAL A TRUE FALSE ORDER GROUP ASC DESC"
)

_FUNCTIONS, _BEFORE_BRACKETS = _FUNCTION_NAMES.split(), _OTHER_WORDS.split()

Fault = tuple[Part, str, str]  # where, what is wrong, and a hint


def explained(text: str, error: BadQuery) -> BadQuery:
    """Return the error with a better sentence, if the fault is one that people make."""
    parts = parts_of(text)
    for find in _FINDERS:
        is_slow = find in (_projection, _ungrouped, _twice)
        fault = None if is_slow and len(parts) > _MAX_PARTS else find(parts, error)
        if fault:
            part, problem, hint = fault
            return at(text, part.start, problem, hint)
    return error


def valueless_variables(text: str) -> dict[str, str]:
    """Return each variable that is selected and gets no value, with the nearest one or ''.

    >>> valueless_variables("SELECT ?c ?lable { ?c rdfs:label ?label }")
    {'?lable': '?label'}
    """
    parts = parts_of(text)
    found = dict[str, str]()
    for select in selects(parts) if len(parts) <= _MAX_PARTS else ():
        inside = {f"?{part.text[1:]}" for part in select.pattern if part.kind == "variable"}
        elsewhere = Counter(part.text[1:] for part in parts if part.kind == "variable")
        for part in select.variables:
            name = f"?{part.text[1:]}"
            if name not in inside and elsewhere[part.text[1:]] == 1:
                found[name] = next(iter(get_close_matches(name, inside, 1)), "")
    return found


def valueless_notes(text: str, empty: Collection[str] | None = ()) -> list[str]:
    """Return a sentence for each variable that is selected and gets no value.

    `empty` names those that have none in any row, to see whether they are computed; None if the
    engine is unknown, and with it the numbers that are too large for it.
    """
    found = [
        f"{name} is selected and nothing gives it a value{near and f'; did you mean {near}?'}"
        for name, near in valueless_variables(text).items()
    ]
    return found if empty is None else [*found, *arithmetic_notes(text, empty)]


def _update(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for part in parts:
        if part.word in FORMS:
            return None
        if part.word in UPDATES:
            return part, f"{part.word} is not allowed: the graph is read-only", ""
    return None


def _unclosed_string(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for part in parts:
        if part.kind == "open":
            return part, f"the string that starts here is not closed with {part.text[0]}", ""
    return None


def _sql(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for part, after in pairwise(parts):
        if part.word == "FROM" and after.kind == "word" and after.word != "NAMED":
            return part, "this is SQL, and SPARQL asks with patterns", f"for example {_EXAMPLE}"
    asks = [part for part in parts if part.word in ("SELECT", "ASK", "CONSTRUCT")]
    if asks and not any(part.text in ("{", "}") for part in parts):
        return asks[0], "the patterns of a query stand in { }", f"for example {_EXAMPLE}"
    return None


def _brackets(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    stack = list[Part]()
    for part in parts:
        if part.text in PAIRS:
            stack.append(part)
        elif part.kind == "bracket":
            if not stack:
                return part, f"this {part.text} closes nothing", ""
            if PAIRS[stack[-1].text] != part.text:
                inner = stack[-1]
                problem = f"the {inner.text} here is not closed before a {part.text} comes"
                return inner, problem, f"add {PAIRS[inner.text]}"
            stack.pop()
    if stack:
        return (
            stack[-1],
            f"the {stack[-1].text} here is not closed",
            f"add {PAIRS[stack[-1].text]}",
        )
    return None


def _projection(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for select in selects(parts):
        chosen = [p for p in select.projection if p.word not in ("DISTINCT", "REDUCED")]
        depth = 0
        for part, after in zip_longest(chosen, chosen[1:]):
            if not depth and part.text == ",":
                return part, "the variables of SELECT have no commas between them", ""
            if not depth and after and after.text == "(" and part.word in _FUNCTIONS:
                hint = f"for example ({part.word}(?x) AS ?y)"
                return part, f"{part.word} in SELECT stands in brackets, with a name", hint
            depth += (part.text == "(") - (part.text == ")")
        if not chosen or chosen[0].word in ("WHERE", "FROM"):
            place = (select.projection or select.pattern or parts)[0]
            return place, "SELECT is followed by variables, or by * for all of them", ""
    return None


def _ungrouped(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for select in selects(parts):
        if select.groups is not None and select.projection[:1] and select.projection[0].text == "*":
            return select.projection[0], "SELECT * does not go with GROUP BY", "name the variables"
        grouped = [part.text for part in select.groups or () if part.kind == "variable"]
        loose = [part for part in select.variables if part.text not in grouped]
        counts = any(part.word in _AGGREGATES for part in select.projection)
        if loose and (select.groups is not None or counts):
            names = [*dict.fromkeys(part.text for part in loose)]
            verb = "are" if len(names) > 1 else "is"
            problem = (
                f"{' and '.join(names)} {verb} selected beside an aggregate, and not grouped by"
            )
            return loose[0], problem, f"add GROUP BY {' '.join([*grouped, *names])}"
    return None


def _twice(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for select in selects(parts):
        plain, given, before = {*select.variables}, set[str](), ""
        for part in select.projection:
            if part.kind == "variable" and (before == "AS" or part in plain):
                if part.text[1:] in given:
                    return part, f"{part.text} is selected twice", ""
                given.add(part.text[1:])
            before = part.word
    return None


def _without_brackets(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for part, after in pairwise(parts):
        if part.word in ("FILTER", "BIND", "HAVING"):
            needs = part.word == "BIND" or after.kind in ("variable", "string", "number")
            if needs and after.text != "(":
                example = "BIND(?a AS ?b)" if part.word == "BIND" else f"{part.word}(?a = ?b)"
                return part, f"{part.word} needs brackets", f"for example {example}"
        if part.word in ("OPTIONAL", "UNION", "MINUS", "EXISTS") and after.text != "{":
            return part, f"{part.word} is followed by a pattern in {{ }}", ""
        if part.word in ("ORDER", "GROUP") and after.word != "BY":
            return part, f"{part.word} is followed by BY", ""
        if part.word in ("LIMIT", "OFFSET") and not after.text.isdecimal():
            return part, f"{part.word} is followed by a whole number", ""
    if parts and parts[-1].word in ("LIMIT", "OFFSET"):
        return parts[-1], f"{parts[-1].word} is followed by a whole number", ""
    return None


def _signs(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    based = any(part.word == "BASE" for part in parts)
    for part in parts:
        if part.text == "==":
            return part, "two values are compared with =, not ==", ""
        if part.kind == "spaced" and len(part.text.split()) > 1:
            return part, "an IRI has no spaces in it", "write %20 for a space"
        if part.kind == "iri" and ":" not in part.text and not based:
            hint = "write the whole address, or declare BASE"
            return part, f"the IRI {part.text} is relative", hint
    return None


def _functions(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    for part, after in pairwise(parts):
        known = part.word in _FUNCTIONS or part.word in _BEFORE_BRACKETS
        if part.kind == "word" and after.text == "(" and not known:
            close = get_close_matches(part.word, _FUNCTIONS, 1)
            hint = f"did you mean {close[0]}?" if close else ""
            return part, f"SPARQL has no function {part.word}", hint
    return None


def _given_twice(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    seen = [set[str]()]  # by the braces around
    for part, after in pairwise(parts):
        if part.text == "{":
            seen.append(set())
        elif part.text == "}" and len(seen) > 1:
            seen.pop()
        elif part.word == "AS" and after.kind == "variable":
            if after.text[1:] in seen[-1]:
                return after, f"{after.text} gets a value twice", ""
            seen[-1].add(after.text[1:])
    return None


def _patterns(parts: Sequence[Part], _: BadQuery) -> Fault | None:
    return None if any(part.kind == "star" for part in parts) else pattern_fault(parts)


_FINDERS: tuple[Callable[[Sequence[Part], BadQuery], Fault | None], ...] = (
    _update,
    _unclosed_string,
    _sql,
    _brackets,
    _projection,
    _ungrouped,
    _twice,
    _without_brackets,
    _signs,
    _patterns,
    _functions,
    _given_twice,
)
