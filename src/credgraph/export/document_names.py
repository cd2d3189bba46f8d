"""Names of the files of an export, made from IRIs that may say anything.

Whoever made a store chose its IRIs, so a name from one may be absolute, lead out of the target
folder, be too long for a disk, or differ from another in case alone. Every name that is not plainly
harmless is replaced by a folder of its own: `other/5f3a9c2e41d0/its-last-part.jsonld`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from credgraph.export.profile import Document
from credgraph.rdf import BASE, RECORDS

__all__ = ["entity_name", "safely_named"]

_PLAIN_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,149}(?<!\.)")
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # Windows keeps these names
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.+-]")
_DEEPEST = 4  # folders


def entity_name(entity: str) -> str:
    """Return the name for an entity's document, without ending: `credential/mssc-cpt`."""
    if entity.startswith(f"{BASE}/"):
        return entity.removeprefix(RECORDS).removeprefix(f"{BASE}/")
    return f"{entity.rpartition('/')[2]}-{_digest(entity)}"


def safely_named(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents, each under a name of its own that stays below the target folder."""
    taken = set[str]()
    for document in documents:
        name, tries = document.name, 0
        while not _is_plain(name) or name.casefold() in taken:
            name = f"other/{_digest(f'{document.name} {tries}')}/{_last_part(document.name)}"
            tries += 1
        taken.add(name.casefold())
        yield replace(document, name=name)


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= _DEEPEST and all(
        _PLAIN_PART.fullmatch(part) and not _DEVICE.fullmatch(part) for part in parts
    )


def _last_part(name: str) -> str:
    last = _NOT_PLAIN.sub("-", name.rpartition("/")[2])[-100:].strip(".+-")
    return f"_{last}" if _DEVICE.fullmatch(last) else last or "document"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]
