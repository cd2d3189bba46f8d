"""What becomes of each kind of fact in a profile: the term it becomes, or why it is not carried.

One YAML file a profile, beside its queries: `queries/export/<profile>/fates.yaml`.

    classes:
      cg:Credential: ceterms:Credential
      cg:Dispute: {not: no registry vocabulary records disagreement between sources}
    properties:
      rdfs:label: ceterms:name
      cg:Cost dcterms:description: ceterms:description   # of this class, before the general one
      cg:minItems: {not: CTDL counts no examination items}

A class that is not carried takes all its facts with it. `tests/test_export.py` takes each carried
kind of fact away and sees the export change, and the others and sees that it does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from credgraph.errors import UnreadableFile
from credgraph.resources import root

__all__ = ["Fate", "Fates", "fates"]


class Fate(NamedTuple):
    """What a kind of fact becomes, or (`becomes` empty) why it is left out."""

    becomes: str
    reason: str = ""

    @property
    def carried(self) -> bool:
        """Whether the fact reaches the other side."""
        return bool(self.becomes)


class Fates(NamedTuple):
    """The fates of classes and properties of one profile, by CURIE."""

    classes: dict[str, Fate]
    properties: dict[str, Fate]

    def of(self, kinds: Iterable[str], name: str) -> Fate:
        """Return the fate of a property of a record of these classes (CURIEs).

        Raises KeyError, naming it, where nothing was decided.
        """
        decided = [kind for kind in kinds if kind in self.classes]
        if not decided:
            raise KeyError(f"no fate is decided for {' or '.join(kinds)}")
        carried = [kind for kind in decided if self.classes[kind].carried]
        if not carried:
            return self.classes[decided[0]]
        found = [self._of(kind, name) for kind in carried]
        return next((fate for fate in found if fate.carried), found[0])

    def _of(self, kind: str, name: str) -> Fate:
        fate = self.properties.get(f"{kind} {name}") or self.properties.get(name)
        if fate is None:
            raise KeyError(f"no fate is decided for {name} of {kind}")
        return fate


@cache
def fates(profile: str) -> Fates:
    """Read the fates of a profile; raises UnreadableFile where the file is not as agreed."""
    import yaml

    path = root() / "queries" / "export" / profile / "fates.yaml"
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
        return Fates(*(_read(content[part]) for part in ("classes", "properties")))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise UnreadableFile(str(path), f"the fates cannot be read ({error})") from None


def _read(entries: dict[str, Any]) -> dict[str, Fate]:
    return {
        name: Fate("", str(entry["not"])) if isinstance(entry, dict) else Fate(str(entry))
        for name, entry in entries.items()
    }
