"""CTIDs for records that have none yet: `python -m credgraph.export.ctids`.

A CTID is a random UUID, kept in `data/ctids.ttl` and never changed. It is not derived from the
record, so that no two publishers arrive at the same one.
"""

from __future__ import annotations

import re
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from credgraph.export.exporter import run_mapping
from credgraph.export.profiles import profile
from credgraph.rdf import RECORDS, compact, prefixes, term
from credgraph.resources import root
from credgraph.store import Store, connect

__all__ = ["mint", "without_ctid"]

_PREFIX = re.compile(r"^@prefix ([\w-]+): .*\n", re.MULTILINE)


def without_ctid(store: Store) -> list[str]:
    """Return the sorted IRIs of our records that CTDL exports as entities and that lack a CTID."""
    mapped = run_mapping(store, profile("ctdl"))
    ctid = term("ceterms:ctid")
    return [
        entity
        for entity in mapped.entities
        if entity.startswith(RECORDS)
        and all(triple.predicate != ctid for triple in mapped.by_subject[entity])
    ]


def mint(path: Path, records: Iterable[str]) -> list[str]:
    """Append a CTID to a Turtle file for each record without one there; return those records."""
    text = path.read_text("utf-8")
    known = {q.subject.value for q in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    new = [record for record in records if record not in known]
    lines = [f'{compact(record)} ceterms:ctid "ce-{uuid.uuid4()}" .\n' for record in new]
    names = {*_PREFIX.findall(text), *(line.partition(":")[0] for line in lines)}
    head = "".join(f"@prefix {name}: <{prefixes()[name]}> .\n" for name in sorted(names))
    path.write_text(head + _PREFIX.sub("", text) + "".join(lines), "utf-8")
    return new


if __name__ == "__main__":
    minted = mint(root() / "data" / "ctids.ttl", without_ctid(connect(None)))
    sys.stdout.write(f"{len(minted)} new CTIDs\n")
