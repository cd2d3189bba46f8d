"""CTIDs for records that have none yet: `python -m credgraph.export.ctids`.

A CTID is drawn at random and kept in `data/ctids.ttl`; it is never worked out from a record, so
that no two publishers arrive at the same one, and never changed.
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

__all__ = ["lacking", "mint"]

_PREFIX = re.compile(r"^@prefix ([\w-]+): .*\n", re.MULTILINE)


def lacking(store: Store) -> list[str]:
    """Return the IRIs of records with a document of their own in CTDL and no CTID, in order."""
    mapped = run_mapping(store, profile("ctdl"))
    ctid = term("ceterms:ctid")
    return [
        entity
        for entity in mapped.entities
        if entity.startswith(RECORDS)
        and all(triple.predicate != ctid for triple in mapped.by_subject[entity])
    ]


def mint(path: Path, records: Iterable[str]) -> list[str]:
    """Append a new CTID to a Turtle file for each record that has none in it; return those."""
    text = path.read_text("utf-8")
    known = {q.subject.value for q in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    new = [record for record in records if record not in known]
    lines = [f'{compact(record)} ceterms:ctid "ce-{uuid.uuid4()}" .\n' for record in new]
    names = {*_PREFIX.findall(text), *(line.partition(":")[0] for line in lines)}
    head = "".join(f"@prefix {name}: <{prefixes()[name]}> .\n" for name in sorted(names))
    path.write_text(head + _PREFIX.sub("", text) + "".join(lines), "utf-8")
    return new


if __name__ == "__main__":
    minted = mint(root() / "data" / "ctids.ttl", lacking(connect(None)))
    sys.stdout.write(f"{len(minted)} new CTIDs\n")
