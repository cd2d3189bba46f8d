"""CASE 1.1, by 1EdTech: a competency framework as a package of document, items and associations.

Records with a CTID are identified by the UUID in it. An association has no record of its own, so
its identifier is derived from its address, which contains both ends and the kind: the same
association keeps its identifier from one export to the next.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from credgraph.export.profile import Profile
from credgraph.rdf import prefixes, term

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["PROFILE"]

_NAMESPACE = prefixes()["case"]
_TARGET = "CASE"
_VERSION = "1.1"
_DOCUMENT = (
    *("identifier", "uri", "caseVersion", "title", "creator", "publisher", "description"),
    *("language", "version", "licenseURI", "lastChangeDateTime", "notes"),
)
_ITEM = (
    *("identifier", "uri", "fullStatement", "CFItemType", "conceptKeywords", "notes"),
    *("language", "lastChangeDateTime"),
)
_ASSOCIATION = (
    *("identifier", "uri", "associationType", "sequenceNumber", "originNodeURI"),
    *("destinationNodeURI", "lastChangeDateTime"),
)


def _packages(mapped: MappedGraph) -> bytes:
    """Return the package, or an array of packages where there is not just one."""
    found = [_package(mapped, framework) for framework in mapped.entities]
    return _json(found[0] if len(found) == 1 else found)


def _document(mapped: MappedGraph, framework: str) -> bytes:
    return _json(_package(mapped, framework))


def _json(content: Any) -> bytes:
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def _package(mapped: MappedGraph, framework: str) -> dict[str, Any]:
    about = _values(mapped, framework)
    document = _first_values(about) | {"caseVersion": _VERSION}
    package: dict[str, Any] = {"CFDocument": document}
    package["CFItems"] = [_item(mapped, item) for item in about.get("CFItems", ())]
    package["CFAssociations"] = [_association(mapped, a) for a in about.get("CFAssociations", ())]
    if "licenseURI" in document:
        address = document["licenseURI"]
        document["licenseURI"] = _license(address)
        text = {"licenseText": address, "lastChangeDateTime": document.get("lastChangeDateTime")}
        package["CFDefinitions"] = {"CFLicenses": [_license(address) | text]}
    return package | {"CFDocument": _ordered(document, _DOCUMENT)}


def _item(mapped: MappedGraph, item: str) -> dict[str, Any]:
    about = _values(mapped, item)
    found = _first_values(about)
    if "conceptKeywords" in about:
        found["conceptKeywords"] = about["conceptKeywords"]
    return _ordered(found, _ITEM)


def _association(mapped: MappedGraph, association: str) -> dict[str, Any]:
    found = _first_values(_values(mapped, association))
    found["identifier"] = _derived_uuid(association)
    for end in ("originNodeURI", "destinationNodeURI"):
        found[end] = _link(mapped, found[end])
    if "sequenceNumber" in found:
        found["sequenceNumber"] = int(found["sequenceNumber"])
    return _ordered(found, _ASSOCIATION)


def _link(mapped: MappedGraph, node: str) -> dict[str, Any]:
    about = _first_values(_values(mapped, node))
    title = about.get("fullStatement", about.get("title"))
    link = {"title": title, "identifier": about.get("identifier"), "uri": node}
    return link | {"targetType": _TARGET}


def _license(address: str) -> dict[str, Any]:
    return {"title": address, "identifier": _derived_uuid(address), "uri": address}


def _derived_uuid(address: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, address))


def _values(mapped: MappedGraph, subject: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for triple in mapped.by_subject.get(subject, ()):
        value: Any = triple.object
        if triple.predicate != term("rdf:type"):
            key = triple.predicate.value.removeprefix(_NAMESPACE)
            found.setdefault(key, []).append(value.value)
    return found


def _first_values(about: dict[str, list[str]]) -> dict[str, Any]:
    return {key: values[0] for key, values in about.items()}


def _ordered(found: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: found[key] for key in keys if key in found}


PROFILE = Profile(
    name="case",
    title="CASE 1.1",
    about="The competency framework as a package that 1EdTech's tools exchange.",
    whole={".json": _packages},
    each={".json": _document},
    embedded=frozenset({"case:CFItem"}),
)
