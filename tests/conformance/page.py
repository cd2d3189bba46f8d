"""docs/conformance.md: the counts of a run, and a sentence for each known failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import groupby

from places import ROOT

from conformance.known import OWNERS, KnownFailure
from conformance.manifests import Case
from conformance.results import Result
from conformance.suites import SUITES, Suite

__all__ = ["PAGE", "page"]

PAGE = ROOT / "docs" / "conformance.md"

_HEAD = """<!-- Written by `make conformance APPROVE=1` from a run; do not edit. -->
# Conformance

The test suites of the W3C, and the queries that the SIB publishes as examples for its endpoints,
run with the engines we use and through the doors we open. An engine alone is called as its own
documentation says. `validate` is what `credgraph validate` calls, `our store` what `credgraph
query` calls, `through an endpoint` the same with a server of Oxigraph, which answers in JSON and
Turtle, and `the explorer` the process in which it has queries answered, in TSV and N-Triples. So a
failure that only a door shows is ours, and one that the engine shows alone is not. `serve` is the
server that `credgraph serve` starts.

{addresses}

The suites are not part of this repository. Put their archives (`.tar.gz`) or clones into a folder
and say `CREDGRAPH_CONFORMANCE=FOLDER make conformance`: it runs them, and fails where a failure is
new, where a known one has vanished, and where this page says otherwise than the run. Each test has
{seconds:g} seconds, in a process that may end without ending the run.

This run: {versions}.
"""
_COMPARED = """## How answers are compared

- SHACL, an engine alone: its report as a graph, result by result: focus node, path, value,
  constraint component, source shape and severity, and whether the data conforms; not the messages,
  whose words are free. A test that expects a failure passes where the engine raises an error,
  and `validate` its ValidationFailed.
- SHACL, `validate`: its findings, which are what people read: severity, focus, property, value, and
  the nearest shape with an IRI. Equal findings count once; a severity of a shape's own counts as a
  Violation; a path of several properties is left empty.
- SPARQL: rows as a bag, or in order where the query orders them; triples as a graph; blank nodes by
  isomorphism. Literals are compared as values, since Oxigraph writes 2.0 as 2 and an xsd:byte as an
  xsd:integer; in CSV they are compared as text. `our store` reads the union of all graphs where a
  query names none. A query is given the address of its file as its base.
- The protocol: the status, the kind of format, and what an ASK query answers, with a store that
  holds the graphs of the test. The service description: RDF at the endpoint that names the
  endpoint, with one default graph and one name for each named graph, in terms of the vocabulary.
- Syntax: a query passes where it is parsed, and what is no query where it is refused.
"""
_PACKAGES = ("credgraph", "pyoxigraph", "oxigraph", "pyshacl", "rdflib", "shacl")
_HEADINGS = {"CredGraph": "Ours", "the Rust engine": "The Rust engine", "the test": "The test"}
_FORMATS = ("csv-tsv-res/", "json-res/")


def page(results: Sequence[Result], known: Iterable[KnownFailure], seconds: float) -> str:
    """Return the whole page."""
    head = _HEAD.format(
        addresses="\n".join(_addresses()),
        seconds=seconds,
        versions=", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    )
    tables = [_counts(results, module) for module in dict.fromkeys(s.module for s in SUITES)]
    parts = [head, "## Passed\n", *tables, _COMPARED, _untested(results), _failures(known)]
    return "\n".join(parts)


def _addresses() -> Iterator[str]:
    for address, suites in groupby(SUITES, key=lambda suite: suite.address):
        names = ", ".join(suite.name for suite in suites)
        yield f"- {names}: <{address}>"


def _counts(results: Sequence[Result], module: str) -> str:
    """Return the table of a family of suites: a row for each part, a column for each subject."""
    suites = [suite for suite in SUITES if suite.module == module]
    names = [subject.name for subject in suites[0].subjects]
    lines = [f"| Suite | Tests | {' | '.join(names)} |", f"|---|{'--:|' * (len(names) + 1)}"]
    for suite in suites:
        lines += _rows(suite, [each for each in results if each.suite == suite.name], names)
    return "\n".join(lines) + "\n"


def _rows(suite: Suite, results: list[Result], names: list[str]) -> Iterator[str]:
    run = [each for each in results if each.verdict.outcome != "untested"]
    total = Counter((_part(each.case), each.subject) for each in run)
    passed = Counter((_part(each.case), each.subject) for each in run if not each.has_failed)
    for part in dict.fromkeys(_part(each.case) for each in run):
        tests = max(total[part, name] for name in names)
        cells = (str(passed[part, name]) if total[part, name] else "not run" for name in names)
        yield f"| {suite.name}{part and ': '}{part} | {tests} | {' | '.join(cells)} |"


def _part(case: Case) -> str:
    """Return the part of its suite that a test belongs to."""
    if case.kind in ("Validate", "ProtocolTest", "ServiceDescriptionTest"):
        return ""
    if "Syntax" in case.kind:
        return "syntax" if case.kind.startswith("Positive") else "what is no query"
    return "result formats" if case.name.startswith(_FORMATS) else "query evaluation"


def _untested(results: Iterable[Result]) -> str:
    reasons = Counter(
        (each.suite, each.verdict.detail)
        for each in {(each.suite, each.case.name): each for each in results}.values()
        if each.verdict.outcome == "untested"
    )
    lines = [f"- {suite}: {count} tests; {why}" for (suite, why), count in reasons.items()]
    return "\n".join(["## Not run\n", *(lines or ["Every test was run."]), ""])


def _failures(known: Iterable[KnownFailure]) -> str:
    lines = ["## Failures, and whose they are\n"]
    for owner in OWNERS:
        owned = [entry for entry in known if entry.whose == owner]
        if owned:
            lines += [f"### {_HEADINGS.get(owner, owner)}\n", *map(_failure, owned), ""]
    return "\n".join(lines)


def _failure(known: KnownFailure) -> str:
    cases = ", ".join(f"`{case}`" for case in known.cases)
    where = f"{known.suite}; {' and '.join(known.subjects)}"
    return f"- {cases} ({where}): {known.why} Found by {known.found}"
