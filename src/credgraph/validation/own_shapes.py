"""A person's own shapes, read from a file: what is wrong with them is said in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.errors import UnreadableFile, ValidationFailed
from credgraph.rdf import compact, parse_error, prefixes, term
from credgraph.rdf.diagnosis import explained
from credgraph.rdf.files import read
from credgraph.validation.targets import targets_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["faults_of", "read_shapes"]

_SHACL = "http://www.w3.org/ns/shacl#"
_PATH = term("sh:path")
_QUERIES = [term(f"sh:{name}") for name in ("select", "ask", "construct")]
_COUNTS = [term(f"sh:{name}") for name in ("minCount", "maxCount", "minLength", "maxLength")]
_FLAGS = [term(f"sh:{name}") for name in ("closed", "deactivated", "uniqueLang")]
_UNLISTED = {  # by rdflib: Python's keywords, terms of SHACL 1.2 and of its extensions
    *("and", "class", "in", "not", "or"),
    *("values", "codeIdentifier", "reifierShape", "reificationRequired", "nodeByExpression"),
    *("memberShape", "uniqueMembers", "minListLength", "maxListLength", "rootClass", "singleLine"),
    *("someValue", "subsetOf", "targetWhere", "uniqueValuesForClass", "ShapeClass", "shape"),
}
_LONGEST_REASON = 200  # characters of an engine's own words


def read_shapes(path: str | Path) -> str:
    """Return the shapes in an RDF file as Turtle text.

    Raises UnreadableFile for a file that is not RDF, holds no shape or no target, or is not the
    SHACL it means to be: a misspelt term, a property without its path, a query that does not parse.
    """
    triples = [quad.triple for quad in read(path)]
    if not any(node.value.startswith(_SHACL) for node in _iris(triples)):
        raise UnreadableFile(str(path), "it holds no SHACL shape", hint="is this the data?")
    fault = next(_faults(triples), "")
    if fault:
        raise UnreadableFile(str(path), fault)
    content = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    targets = targets_of(content)
    _check_queries(path, triples, targets.prefixes)
    if not targets:
        hint = "say what it is for, with sh:targetClass or another target"
        raise UnreadableFile(str(path), "no shape in it has a target", hint=hint)
    return content


@contextmanager
def faults_of(path: str | Path) -> Iterator[None]:
    """Turn what an engine raises at broken shapes into UnreadableFile, with its reason."""
    try:
        yield
    except ValidationFailed as error:
        reason = " ".join(error.problem.split())[:_LONGEST_REASON]
        raise UnreadableFile(str(path), f"its SHACL cannot be used: {reason}") from None


def _check_queries(
    path: str | Path, triples: Sequence[ox.Triple], declared: dict[str, str]
) -> None:
    """Raise UnreadableFile for a query that does not parse, with its fault and place."""
    for triple in triples:
        if triple.predicate in _QUERIES and isinstance(triple.object, ox.Literal):
            text = triple.object.value
            try:
                ox.Store().query(text, prefixes=declared)
            except SyntaxError as error:
                fault = explained(text, parse_error(text, error))
                name = compact(triple.predicate.value)
                raise UnreadableFile(str(path), f"the query in {name}: {fault}") from None


def _faults(triples: Sequence[ox.Triple]) -> Iterator[str]:
    yield from _misspelt(triples)
    values = defaultdict[Any, list[tuple[Any, Any]]](list)
    for subject, predicate, value in triples:
        values[subject].append((predicate, value))
    for subject, predicate, value in triples:
        if predicate == term("sh:property") and value not in values:
            yield f"sh:property of {_named(subject)} leads to {_named(value)}, which is not here"
        elif predicate == term("sh:property"):
            yield from _path_faults(subject, value, [v for p, v in values[value] if p == _PATH])
        elif predicate in _COUNTS and not _is(value, str.isdecimal):
            yield f"{compact(predicate.value)} takes a whole number, and is {value}"
        elif predicate in _FLAGS and not _is(value, {"true", "false", "1", "0"}.__contains__):
            yield f"{compact(predicate.value)} takes true or false, and is {value}"


def _path_faults(subject: Any, shape: Any, paths: list[Any]) -> Iterator[str]:
    where = _named(subject) if isinstance(shape, ox.BlankNode) else _named(shape)
    if not paths:
        yield f"a property of {where} has no sh:path"
    elif len(paths) > 1:
        yield f"a property of {where} has {len(paths)} values of sh:path, and may have one"
    elif isinstance(paths[0], ox.Literal):
        yield f"sh:path of {where} is the text {paths[0]}, and must be a property"


def _is(value: Any, test: Any) -> bool:
    return isinstance(value, ox.Literal) and bool(test(value.value))


def _misspelt(triples: Sequence[ox.Triple]) -> Iterator[str]:
    """Yield a sentence for each term in SHACL's namespace that SHACL does not have."""
    from rdflib import SH

    known = {str(name).removeprefix(_SHACL) for name in dir(SH)} | _UNLISTED
    for node in _iris(triples):
        name = node.value.removeprefix(_SHACL)
        if node.value.startswith(_SHACL) and name not in known:
            close = get_close_matches(name, known, 1)
            yield f"SHACL has no term sh:{name}" + "".join(f"; did you mean sh:{c}?" for c in close)


def _iris(triples: Sequence[ox.Triple]) -> Iterator[ox.NamedNode]:
    return (node for triple in triples for node in triple if isinstance(node, ox.NamedNode))


def _named(node: Any) -> str:
    if isinstance(node, ox.BlankNode):
        return "a shape without an IRI"
    name = compact(node.value)
    return name if name.partition(":")[0] in prefixes() else str(node)
