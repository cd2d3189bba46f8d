"""What a misspelt term or link was probably meant to be, added to the message of its finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from credgraph.rdf import BASE, compact, expand, split_iri
from credgraph.validation.finding import Finding

__all__ = ["with_suggestions"]

_MISSPELT = {f"{BASE}/shapes#TermsShape-{rule}" for rule in ("link", "predicate", "value")}
_SIMILARITY = 0.7  # of 1: how much of a name must be the same
_MOST = 50  # different names that are looked for, since a file may hold any number


def with_suggestions(findings: Iterable[Finding], known: Iterable[str]) -> Iterator[Finding]:
    """Yield the findings, those about a misspelt name with the nearest one of its namespace.

    `known` are the IRIs of the terms and records that exist.
    """
    from difflib import get_close_matches

    names: dict[str, list[str]] = {}

    @cache
    def nearest(value: str) -> str:
        if nearest.cache_info().misses > _MOST:
            return ""
        names.update({} if names else _by_namespace(known))
        iri = expand(value) or value.strip("<>")
        space, local = split_iri(iri)
        close = get_close_matches(
            local, [n for n in names.get(space, ()) if n != local], 1, _SIMILARITY
        )
        return compact(space + close[0]) if close else ""

    for finding in findings:
        meant = nearest(finding.value) if finding.shape in _MISSPELT else ""
        yield (
            replace(finding, message=f"{finding.message} Did you mean {meant}?")
            if meant
            else finding
        )


def _by_namespace(iris: Iterable[str]) -> dict[str, list[str]]:
    """Return the local names of our own IRIs by their namespace, in order."""
    found: dict[str, list[str]] = {}
    for iri in sorted(iri for iri in iris if iri.startswith(BASE)):
        space, local = split_iri(iri)
        found.setdefault(space, []).append(local)
    return found
