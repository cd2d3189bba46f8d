"""Who stands behind the provider numbers of a list: a number has no name, one, or several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from credgraph.importers import places
from credgraph.importers.dataset import Row
from credgraph.importers.etpl.layout import Layout
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["Providers"]


@dataclass(slots=True)
class _Provider:
    """One body: its IRI, its names in the order of the rows, and the facts about its place."""

    iri: str
    names: list[str] = field(default_factory=list)
    facts: dict[str, None] = field(default_factory=dict)


class Providers:
    """The bodies behind the numbers of one list, gathered row by row.

    Names of a number that begin with the same word are campuses or spellings of one body. Others
    are bodies of their own: New Jersey's 7984 is a college in some rows and a school of computing
    in others.
    """

    def __init__(self, layout: Layout, graph: NamedGraph) -> None:
        self._layout, self._graph = layout, graph
        self._bodies: dict[str, list[_Provider]] = {}

    def add(self, row: Row) -> str | None:
        """Return the IRI of the body that a row names, and keep what it says; None if nameless."""
        number, name = (self._layout.cell(row, key) for key in ("provider", "provider_name"))
        bodies = self._bodies.setdefault(number, [])
        if not name:
            return None
        body = next((each for each in bodies if _first(each.names[0]) == _first(name)), None)
        if body is None:
            slug = f"{self._layout.slug}-{number}" + (f"-{_slug(name)}" if bodies else "")
            body = _Provider(record("organization", slug))
            bodies.append(body)
        if name not in body.names:
            body.names.append(name)
        body.facts.update(dict.fromkeys(self._facts(body.iri, row)))
        return body.iri

    def of(self, number: str) -> str | None:
        """Return the IRI of the one body behind a number; None if there are several.

        A number that no row names is a body that has only that number.
        """
        bodies = self._bodies.setdefault(number, [])
        if not bodies:
            bodies.append(_Provider(record("organization", f"{self._layout.slug}-{number}")))
        return bodies[0].iri if len(bodies) == 1 else None

    def lines(self) -> Iterator[str]:
        """Yield the bodies; call it when all rows were added and all numbers were asked for."""
        for number, bodies in self._bodies.items():
            for body in bodies:
                yield from self._body(number, body)
                if len(bodies) > 1:
                    yield self._doubt(body.iri, "provider-number-shared")

    def _body(self, number: str, body: _Provider) -> Iterator[str]:
        graph, unnamed = self._graph, f"Provider {number} of the list of {self._layout.name}"
        yield graph.type(body.iri, "cg:Organization")
        yield graph.type(body.iri, "cg:TrainingProvider")
        yield graph.english(body.iri, "rdfs:label", body.names[0] if body.names else unnamed)
        for name in body.names[1:]:
            yield graph.english(body.iri, "skos:altLabel", name)
        if not body.names:
            yield self._doubt(body.iri, "name-not-given")
        yield from body.facts

    def _doubt(self, body: str, name: str) -> str:
        return self._graph.link(body, "cg:doubt", record("concept", name))

    def _facts(self, body: str, row: Row) -> Iterator[str]:
        city, code = self._layout.cell(row, "city"), self._layout.cell(row, "zip")
        area, zip_code = places.state(self._layout.cell(row, "state")), places.zip_code(code)
        if area:
            yield self._graph.link(body, "cg:area", area)
        if city:
            yield self._graph.text(body, "schema:addressLocality", city)
        if self._layout.cell(row, "county"):
            county = self._layout.cell(row, "county")
            yield self._graph.english(body, "cg:county", county)
        if zip_code:
            yield self._graph.text(body, "schema:postalCode", zip_code)


def _first(name: str) -> str:
    return re.split(r"[^a-z0-9]+", name.lower().lstrip())[0]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].rstrip("-")
