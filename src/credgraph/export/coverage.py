"""What an export carried and what it could not: counted from the graph, fact by fact, by kind."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credgraph.export.crosswalk import crosswalk
from credgraph.export.mapping import rows
from credgraph.export.profile import Profile
from credgraph.rdf import compact

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
_HELD_BACK = "this record is held back, because it breaks a rule of the registry"
_ABSENT = "this record has no place in the export, because nothing exported leads to it"


@dataclass(frozen=True)
class Kind:
    """The records of one kind: how many, how many are exported, and what became of their facts.

    `dropped` counts facts by property (a CURIE) and reason.
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
    """What became of the graph in one export; `missing` are findings about what was exported."""

    profile: str
    kinds: tuple[Kind, ...]
    missing: Mapping[str, list[Finding]]
    blocked: tuple[str, ...]

    @property
    def carried(self) -> int:
        """How many facts reach the other side."""
        return sum(kind.carried for kind in self.kinds)

    @property
    def facts(self) -> int:
        """How many facts there are."""
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
        """Return a few lines that people read: what went out, what stayed behind and why."""
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
    """Count the facts of the whole graph, or, if records were chosen, of what they brought along.

    `mapped` is what goes out, without what is blocked.
    """
    here = {subject.partition("#")[0] for subject in mapped.by_subject}
    classes, labels = _classes(mapped)
    tally = _Tally(profile.name, profile.mapped)
    for record, name, facts in rows(mapped.store, _FACTS):
        if record in here or not chosen:
            absent = "" if record in here else _HELD_BACK if record in blocked else _ABSENT
            tally.add(record, classes[record], compact(name), int(facts), absent)
    return Coverage(profile.name, tally.kinds(labels), missing, blocked)


def _classes(mapped: MappedGraph) -> tuple[dict[str, list[str]], dict[str, str]]:
    found: dict[str, list[str]] = defaultdict(list)
    labels = {}
    for record, of_class, label in rows(mapped.store, _KINDS):
        found[record].append(compact(of_class))
        labels[compact(of_class)] = label
    return found, labels


class _Tally:
    """Counts facts under the kind of their record: the first of its classes in the alphabet."""

    def __init__(self, profile: str, mapped: bool) -> None:
        self._crosswalk = crosswalk(profile) if mapped else None
        self._records: dict[str, dict[str, bool]] = defaultdict(dict)
        self._carried: Counter[str] = Counter()
        self._dropped: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def add(self, record: str, kinds: list[str], name: str, facts: int, absent: str) -> None:
        kind = _main(kinds)
        self._records[kind][record] = not absent
        reason = self._reason(kinds, name, absent)
        if reason:
            self._dropped[kind][name, reason] += facts
        else:
            self._carried[kind] += facts

    def _reason(self, kinds: list[str], name: str, absent: str) -> str:
        if self._crosswalk is None:
            return ""
        target = self._crosswalk.of(kinds, name)
        return absent if target.carried else target.reason

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


def _main(kinds: list[str]) -> str:
    """Return the kind to count under: an organization of many roles is an organization."""
    for general in ("cg:Organization", "cg:Advice"):
        if general in kinds:
            return general
    return kinds[0]
