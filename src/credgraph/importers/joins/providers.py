"""Providers of a list among the institutions of the federal survey of higher education.

A list adds to a name: the kind of funding ("- PCS", "- WIOA Title 2"), the campus, "Credit
Programs". Without these additions a name that is left is the institution's own, or begins with it.
Of 23 names found so among 60, 21 were right; so only names that agree whole become a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from credgraph.importers import scorecard
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["Institution", "Provider", "institutions", "plain"]

_GRAPH = NamedGraph("joins-providers")
_ADDITIONS = re.compile(
    r"\b(pcs|pct|wfnj|dvrs|wia|wioa( title (2|ii)| youth)?|apprenticeship|customized trainer"
    r"|(non )?credit( programs)?|certificate programs|inc|llc|main campus|campus)\b"
)
_PREFIX_CONFIDENCE = "0.91"


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution of the survey: its unit number, name and postal code of its state."""

    unit: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of a list: its IRI, and its name, city and state as the list has them."""

    iri: str
    name: str
    city: str
    state: str


def plain(name: str) -> str:
    """Return a name in lower case without punctuation, "the", and what lists add to names."""
    words = " ".join(re.findall(r"[a-z0-9]+", name.lower().replace("&", " and ").replace("'", "")))
    return " ".join(_ADDITIONS.sub(" ", words.removeprefix("the ")).split())


def institutions(providers: Iterable[Provider], known: Iterable[Institution]) -> Iterator[str]:
    """Yield a match for each provider that is an institution of its state; a link if surely so."""
    by_state: dict[str, dict[str, list[Institution]]] = {}
    for each in known:
        by_state.setdefault(each.state, {}).setdefault(plain(each.name), []).append(each)
    for provider in providers:
        name, there = plain(provider.name), by_state.get(provider.state, {})
        same = there.get(name, [])
        if len(same) == 1:
            yield from _match(provider, same[0], "exact-name", sure=True)
            continue
        for each in same or _by_prefix(name, plain(provider.city), there):
            yield from _match(provider, each, "name-prefix", sure=False)


def _by_prefix(name: str, city: str, there: dict[str, list[Institution]]) -> list[Institution]:
    """Return whose name of two words or more begins a name, or is begun by it; the city decides.

    Of several, those with the most words in common are left, and of these the one of the city.
    """
    common = {
        other: min(len(name.split()), len(other.split()))
        for other in there
        if f"{name} ".startswith(f"{other} ") or f"{other} ".startswith(f"{name} ")
    }
    most = max(common.values(), default=0)
    best = [other for other, words in common.items() if words == most >= 2]
    in_city = [other for other in best if city and f" {city} " in f" {other} "]
    return [each for other in sorted(in_city or best) for each in there[other]]


def _match(provider: Provider, found: Institution, method: str, *, sure: bool) -> Iterator[str]:
    slug = provider.iri.rpartition("/")[2].rstrip(">")
    match = record("match", f"{slug}-ipeds-{found.unit}")
    institution = scorecard.institution(found.unit)
    yield _GRAPH.type(match, "cg:Match")
    yield _GRAPH.link(match, "cg:matched", provider.iri)
    yield _GRAPH.link(match, "cg:matchedTo", institution)
    yield _GRAPH.link(match, "cg:matchMethod", record("concept", method))
    yield _GRAPH.number(match, "cg:confidence", "1.0" if sure else _PREFIX_CONFIDENCE)
    if sure:
        yield _GRAPH.link(provider.iri, "skos:exactMatch", institution)
    else:
        yield _GRAPH.typed(match, "cg:forReview", "true", "boolean")
