"""Coverage of an export: the facts of the graph that it carried or dropped, by kind of record."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.export.crosswalk import crosswalk
from credgraph.export.profile import Profile
from credgraph.rdf import compact
from credgraph.store import read_rows

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph
    from credgraph.validation import Finding

__all__ = ["Coverage", "Kind", "cover"]

_FACTS = """PREFIX cg: <https://w3id.org/credgraph/ns#>
SELECT ?record ?property (COUNT(?value) AS ?facts)
WHERE { { SELECT DISTINCT ?record { ?class cg:kind ?kind . ?record a ?class } }
?record ?property ?value } GROUP BY ?record ?property"""
_KINDS = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?record ?class ?label
WHERE { ?class cg:kind ?kind ; rdfs:label ?label . ?record a ?class } ORDER BY ?record ?class"""
_NODE: Any = (ox.NamedNode, ox.BlankNode)
_HELD_BACK = "this record is held back, because it breaks a rule of the registry"
_UNREACHED = "this record has no place in the export, because nothing exported leads to it"


@dataclass(frozen=True)
class Kind:
    """The records of one kind: how many, how many are exported, and their facts.

    `carried` counts facts, `dropped` counts them by property (a CURIE) and reason.
    """

    label: str
    records: int
    exported: int
    carried: int
    dropped: Mapping[tuple[str, str], int]

    @property
    def facts(self) -> int:
        """How many facts the graph holds about these records."""
        return self.carried + sum(self.dropped.values())


@dataclass(frozen=True)
class Coverage:
    """What one export carried of the graph.

    `missing` are the findings on each mapped record; `blocked` are the records held back for them.
    """

    profile: str
    kinds: tuple[Kind, ...]
    missing: Mapping[str, list[Finding]]
    blocked: tuple[str, ...]

    @property
    def carried(self) -> int:
        """How many facts are carried."""
        return sum(kind.carried for kind in self.kinds)

    @property
    def facts(self) -> int:
        """How many facts were counted, carried or dropped."""
        return sum(kind.facts for kind in self.kinds)

    def to_json(self) -> str:
        """Return everything as JSON, in a stable order."""
        content = {
            "profile": self.profile,
            "facts": self.facts,
            "carried": self.carried,
            "kinds": [_kind_as_json(kind) for kind in self.kinds],
            "blocked": list(self.blocked),
            "missing": list(_missing_as_json(self.missing)),
        }
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def summary(self) -> list[str]:
        """Return a few lines of text: how much was carried, and the main reasons for the rest."""
        percent = 100 * self.carried / self.facts if self.facts else 0
        lines = [f"{self.carried:,} of {self.facts:,} facts carried ({percent:.0f}%)"]
        reasons = Counter[str]()
        for kind in self.kinds:
            for (_, reason), count in kind.dropped.items():
                reasons[reason] += count
        top = sorted(reasons.items(), key=lambda entry: (-entry[1], entry[0]))[:5]
        lines += [f"  {count:,} left out: {reason}" for reason, count in top]
        rest = sum(reasons.values()) - sum(count for _, count in top)
        return lines + ([f"  {rest:,} left out for other reasons"] if rest else [])


def _kind_as_json(kind: Kind) -> dict[str, Any]:
    dropped = [
        {"property": name, "facts": count, "reason": reason}
        for (name, reason), count in sorted(kind.dropped.items())
    ]
    return {
        "kind": kind.label,
        "records": kind.records,
        "exported": kind.exported,
        "facts": kind.facts,
        "carried": kind.carried,
        "dropped": dropped,
    }


def _missing_as_json(missing: Mapping[str, list[Finding]]) -> Iterator[dict[str, str]]:
    for record, findings in sorted(missing.items()):
        for finding in findings:
            yield {
                "record": record,
                "severity": str(finding.severity),
                "property": finding.path,
                "message": finding.message,
            }


def cover(
    profile: Profile,
    mapped: MappedGraph,
    missing: Mapping[str, list[Finding]],
    blocked: tuple[str, ...],
    chosen: bool,
) -> Coverage:
    """Count the facts of the whole graph or, if records were chosen, of the exported ones only.

    `mapped` is what is exported, without blocked records.
    """
    exported = {subject.partition("#")[0] for subject in mapped.by_subject}
    classes, labels = _classes(mapped)
    counter = _FactCounter(profile.name, profile.mapped)
    kinds = {"record": _NODE, "property": ox.NamedNode, "facts": ox.Literal}
    for row in read_rows(mapped.store, _FACTS, kinds):
        record, name, facts = (term.value for term in row)
        if record in exported or not chosen:
            reason = _HELD_BACK if record in blocked else _UNREACHED
            absence = "" if record in exported else reason
            counter.add(record, classes[record], compact(name), int(facts), absence)
    return Coverage(profile.name, counter.kinds(labels), missing, blocked)


def _classes(mapped: MappedGraph) -> tuple[dict[str, list[str]], dict[str, str]]:
    found: dict[str, list[str]] = defaultdict(list)
    labels = {}
    kinds = {"record": _NODE, "class": ox.NamedNode, "label": ox.Literal}
    for row in read_rows(mapped.store, _KINDS, kinds):
        record, of_class, label = (term.value for term in row)
        found[record].append(compact(of_class))
        labels[compact(of_class)] = label
    return found, labels


class _FactCounter:
    """Counts facts under the kind of their record, which is the first of its classes by IRI."""

    def __init__(self, profile: str, mapped: bool) -> None:
        self._crosswalk = crosswalk(profile) if mapped else None
        self._records: dict[str, dict[str, bool]] = defaultdict(dict)
        self._carried: Counter[str] = Counter()
        self._dropped: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def add(self, record: str, classes: list[str], name: str, facts: int, absence: str) -> None:
        kind = _kind(classes)
        self._records[kind][record] = not absence
        reason = self._reason(classes, name, absence)
        if reason:
            self._dropped[kind][name, reason] += facts
        else:
            self._carried[kind] += facts

    def _reason(self, classes: list[str], name: str, absence: str) -> str:
        if self._crosswalk is None:
            return ""
        target = self._crosswalk.of(classes, name)
        return absence if target.carried else target.reason

    def kinds(self, labels: Mapping[str, str]) -> tuple[Kind, ...]:
        return tuple(
            Kind(
                labels[kind],
                len(records),
                sum(records.values()),
                self._carried[kind],
                dict(self._dropped[kind]),
            )
            for kind, records in sorted(self._records.items(), key=lambda item: labels[item[0]])
        )


def _kind(classes: list[str]) -> str:
    """Return the class to count under: the general one, where a record also has narrower ones."""
    for general in ("cg:Organization", "cg:Advice"):
        if general in classes:
            return general
    return classes[0]
