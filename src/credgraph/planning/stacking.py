"""How credentials stack: what contains what, what comes first, and what a pay band requires.

Everything here follows from the links in the graph, whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credgraph.planning.model import Thing
from credgraph.planning.pathways import read_pathways
from credgraph.questions import QuestionSource

__all__ = ["Stacking"]


class Stacking:
    """The links between credentials, the requirements of pay bands, and the pathways of a graph."""

    def __init__(self, graph: QuestionSource) -> None:
        self.names: dict[str, str] = {}
        self._links: dict[tuple[str, str], list[str]] = {}
        self._conditions = set[str]()  # what is linked to credentials and is none itself
        self._bands: dict[str, list[str]] = {}
        self._read_links(graph)
        self._read_bands(graph)
        timetable = graph.ask("pathway_timetable")
        self.pathways = read_pathways(timetable)
        for row in timetable:
            self.names |= {
                row[key]: row[f"{key}_label"] for key in ("thing", "program") if row[key]
            }
        self._modular = sorted({iri for iri, link in self._links if link == "requires module"})

    def _read_links(self, graph: QuestionSource) -> None:
        for row in graph.ask("credential_links"):
            self._links.setdefault((row["credential"], row["link"]), []).append(row["other"])
            self.names[row["credential"]] = row["credential_label"]
            self.names[row["other"]] = row["other_label"]
            if not row["is_credential"]:
                self._conditions.add(row["other"])

    def _read_bands(self, graph: QuestionSource) -> None:
        for row in graph.ask("band_requirements"):
            self._bands.setdefault(row["band"], []).append(row["credential"])
            self.names[row["credential"]] = row["credential_label"]

    def thing(self, iri: str) -> Thing:
        """Return a record with its name, or its IRI where it has none."""
        return Thing(iri, self.names.get(iri, iri))

    def linked(self, credential: str, link: str) -> list[str]:
        """Return what the credential has this link to, such as `builds on`."""
        return self._links.get((credential, link), [])

    def modules(self, credential: str) -> list[str]:
        """Return the modules that make up the credential; none where the graph names none."""
        return self.linked(credential, "requires module")

    def held_closure(self, held: Iterable[str]) -> frozenset[str]:
        """Return what counts as held with these: their modules, parts and prerequisites too.

        Holding all modules of a credential counts as holding it.
        """
        found, grown = set[str](), set(held)
        while grown != found:
            found = set(grown)
            for one in found:
                for link in ("requires module", "contains", "must come after"):
                    grown |= {*self.linked(one, link)}
            grown |= {whole for whole in self._modular if grown.issuperset(self.modules(whole))}
        return frozenset(found)

    def needed(self, band: str) -> list[str]:
        """Return the credentials of a pay band, with those that must be held before them."""
        return self._with_prerequisites(self._bands.get(band, []))

    def next_after(self, credentials: Sequence[str]) -> list[str]:
        """Return what builds on some of these, comes before none, and no pay band requires."""
        links = ("builds on", "must come after")
        excluded = {iri for band in self._bands for iri in self.needed(band)}
        excluded |= {o for iri in credentials for link in links for o in self.linked(iri, link)}
        found = {
            iri
            for (iri, link), others in self._links.items()
            if link in links and iri not in excluded and {*credentials} & {*others}
        }
        return sorted(found, key=lambda iri: (self.names[iri], iri))

    def _with_prerequisites(self, credentials: Iterable[str]) -> list[str]:
        found, waiting = dict[str, None](), [*credentials]
        while waiting:
            one = waiting.pop(0)
            if one not in found:
                found[one] = None
                waiting += [
                    o for o in self.linked(one, "must come after") if o not in self._conditions
                ]
        return [*found]

    def conditions(self, credentials: Iterable[str]) -> list[str]:
        """Return what must come first and is not a credential, such as an apprenticeship."""
        found = [o for iri in credentials for o in self.linked(iri, "must come after")]
        return list(dict.fromkeys(iri for iri in found if iri in self._conditions))
