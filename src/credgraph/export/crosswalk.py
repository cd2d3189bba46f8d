"""Which target term each class and property maps to in a profile, and why the others are dropped.

Each profile has one YAML file next to its queries: `queries/export/<profile>/crosswalk.yaml`.

    classes:
      cg:Credential: ceterms:Credential
      cg:Dispute: {not: no registry vocabulary records disagreement between sources}
    properties:
      rdfs:label: ceterms:name
      cg:Cost dcterms:description: ceterms:description   # for this class, before the general entry
      cg:minItems: {not: CTDL counts no examination items}

If a class is not carried, none of its facts are. Tests remove each carried kind of fact and expect
the export to change, then remove all others and expect it to stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from credgraph.errors import UnreadableFile
from credgraph.resources import root

__all__ = ["UNDECIDED", "Crosswalk", "Target", "crosswalk"]


class Target(NamedTuple):
    """The term that a kind of fact maps to or, if that is empty, the reason why it is dropped."""

    term: str
    reason: str = ""

    @property
    def carried(self) -> bool:
        """Whether the fact is part of the export."""
        return bool(self.term)


UNDECIDED = Target("", "the mapping does not know this kind of fact")


class Crosswalk(NamedTuple):
    """The targets of classes and properties of one profile, by CURIE."""

    classes: dict[str, Target]
    properties: dict[str, Target]

    def of(self, kinds: Iterable[str], name: str) -> Target:
        """Return the target of a property of a record of these classes (CURIEs).

        A store that others made may hold anything: a class or property without an entry is dropped.
        """
        known = [kind for kind in kinds if kind in self.classes]
        if not known:
            return UNDECIDED
        carried = [kind for kind in known if self.classes[kind].carried]
        if not carried:
            return self.classes[known[0]]
        found = [self._of(kind, name) for kind in carried]
        return next((target for target in found if target.carried), found[0])

    def _of(self, kind: str, name: str) -> Target:
        target = self.properties.get(f"{kind} {name}") or self.properties.get(name)
        return target or UNDECIDED


@cache
def crosswalk(profile: str) -> Crosswalk:
    """Read the crosswalk of a profile; raises UnreadableFile where the file is malformed."""
    import yaml

    path = root() / "queries" / "export" / profile / "crosswalk.yaml"
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
        return Crosswalk(*(_read(content[part]) for part in ("classes", "properties")))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise UnreadableFile(str(path), f"the crosswalk cannot be read ({error})") from None


def _read(entries: dict[str, Any]) -> dict[str, Target]:
    return {
        name: Target("", str(entry["not"])) if isinstance(entry, dict) else Target(str(entry))
        for name, entry in entries.items()
    }
