"""Values that a person gives to the variables of a query, read as the terms that they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

import pyoxigraph as ox

from credgraph.errors import BadParameter
from credgraph.questions.answering import term_for
from credgraph.questions.catalogue import Parameter
from credgraph.questions.lookup import RecordLookup
from credgraph.rdf import PARAMETER, bind_parameters, compact, prefixes, split_parameters, term
from credgraph.rdf.binding import bind_variables, declared_prefixes, variables_of

__all__ = ["bind_values"]

_DATATYPES = {  # of values that are written without quotes
    "integer": r"[+-]?\d{1,100}",
    "decimal": r"[+-]?\d{1,100}\.\d{1,100}",
    "double": r"[+-]?\d{1,100}(\.\d{1,100})?[eE][+-]?\d{1,4}",
    "boolean": "true|false",
    "date": r"\d{4}-\d\d-\d\d",
}
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.+|(urn|mailto|tag|doi|info):.+")
_SLUG = re.compile(r"[a-z0-9][a-z0-9.-]*")


def bind_values(
    text: str, values: Mapping[str, str], records: RecordLookup
) -> tuple[str, dict[str, str]]:
    """Return a query with values for its variables, and the term that each was read as.

    A value is an IRI, a prefixed name, the slug of a record, a number, a date or a literal, by what
    it looks like; quotes make it a literal: `"CPT"@en`. A parameter of the library, such as
    `?_credential_iri`, goes by the name `credential`. Raises BadParameter for a name that is no
    variable of the query, or for a value that is none of these.
    """
    parts = split_parameters(text)
    typed = {match["name"]: match for p in parts[1::2] if (match := PARAMETER.fullmatch(p))}
    plain = [name for name in variables_of(text) if not PARAMETER.fullmatch(f"?{name}")]
    known = prefixes() | declared_prefixes(text)
    terms = dict[str, str]()
    for name, value in values.items():
        if name in typed:
            parameter = Parameter(name, name, typed[name]["type"], "", "mssc-cpt")
            terms[name] = str(term_for(parameter, value, records))
        elif name in plain:
            terms[name] = str(_term(name, value, known, records))
        else:
            raise _unknown(name, [*typed, *plain])
    given = {m[0]: terms.get(name, m[0]) for name, m in typed.items()}
    bound = bind_parameters(parts, given)
    return bind_variables(bound, {name: terms[name] for name in terms if name in plain}), terms


def _unknown(name: str, names: list[str]) -> BadParameter:
    close = get_close_matches(name, names, 1)
    hint = f"did you mean {close[0]}? " if close else ""
    listed = ", ".join(names) or "none"
    problem = f"is no variable of the query; {hint}its variables are {listed}"
    return BadParameter(name, repr(name), problem)


def _term(
    name: str, value: str, known: Mapping[str, str], records: RecordLookup
) -> ox.NamedNode | ox.Literal:
    prefix, colon, local_name = value.partition(":")
    if value[:1] in ("'", '"'):
        return _quoted(name, value)
    for datatype, pattern in _DATATYPES.items():
        if re.fullmatch(pattern, value):
            return ox.Literal(value, datatype=term(f"xsd:{datatype}"))
    if value[:1] == "<" and value[-1:] == ">":
        return _node(name, value[1:-1])
    if _IRI.fullmatch(value):
        return _node(name, value)
    if colon and prefix in known:
        return _node(name, known[prefix] + local_name)
    return _record(name, value, records) or ox.Literal(value)


def _record(name: str, value: str, records: RecordLookup) -> ox.NamedNode | None:
    found = records.with_slug(value) if _SLUG.fullmatch(value) else []
    if len(found) > 1:
        several = " and ".join(compact(node.value) for node in found)
        raise BadParameter(name, repr(value), f"may be {several}; write which")
    return found[0] if found else None


def _quoted(name: str, value: str) -> ox.Literal:
    head = "".join(f"@prefix {prefix}: <{space}> ." for prefix, space in prefixes().items())
    turtle = f"{head}<urn:a> <urn:b> {value} ."
    try:
        [quad] = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        quad = None
    if quad is None or not isinstance(quad.object, ox.Literal):
        problem = f"is no literal; write ?{name} as 'text', as \"text\"@en, or without quotes"
        raise BadParameter(name, value, problem)
    return quad.object


def _node(name: str, iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise BadParameter(name, repr(iri), f"is no IRI, which ?{name} would be") from None
