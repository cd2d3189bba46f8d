"""Open Badges 3.0: every credential as an Achievement aligned to CTDL, awarded to nobody.

The contexts are referred to, not shipped; the keys below are terms that they define.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.export.profile import Profile
from credgraph.rdf import compact, term

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["PROFILE"]

_CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
_TYPES = {
    "ob:Achievement": "Achievement",
    "ob:Criteria": "Criteria",
    "ob:IdentifierEntry": "IdentifierEntry",
    "ob:Profile": "Profile",
    "schema:AlignmentObject": "Alignment",
}
_UNTYPED = {"ob:Criteria"}
"""Classes whose nodes have no `type` in Open Badges."""
_KEYS = {
    "schema:name": "name",
    "schema:description": "description",
    "ob:Criteria": "criteria",
    "ob:narrative": "narrative",
    "ob:achievementType": "achievementType",
    "ob:version": "version",
    "ob:fieldOfStudy": "fieldOfStudy",
    "ob:creator": "creator",
    "schema:url": "url",
    "ob:alignment": "alignment",
    "schema:targetName": "targetName",
    "schema:targetUrl": "targetUrl",
    "schema:targetDescription": "targetDescription",
    "schema:targetFramework": "targetFramework",
    "ob:targetType": "targetType",
    "ob:targetCode": "targetCode",
    "ob:related": "related",
    "ob:otherIdentifier": "otherIdentifier",
    "ob:identifier": "identifier",
    "ob:identifierType": "identifierType",
    "schema:keywords": "tag",
}
_LISTS = {"alignment", "otherIdentifier", "related", "tag"}
_WITHOUT_ID = {"ob:Criteria", "ob:IdentifierEntry", "schema:AlignmentObject"}
"""Classes whose nodes have no `id`."""
_TYPE = term("rdf:type")


def _graph(mapped: MappedGraph) -> bytes:
    found = [_node(mapped, entity) for entity in mapped.entities]
    return _json({"@context": _CONTEXT, "@graph": found})


def _document(mapped: MappedGraph, entity: str) -> bytes:
    return _json({"@context": _CONTEXT, **_node(mapped, entity)})


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def _node(mapped: MappedGraph, subject: str) -> dict[str, Any]:
    """Return a node in the order of `_KEYS`, with the nodes that are written inside it."""
    values: dict[str, list[Any]] = {}
    kind = ""
    for triple in mapped.by_subject[subject]:
        value: Any = triple.object
        if triple.predicate == _TYPE:
            kind = compact(value.value)
        else:
            key = _KEYS[compact(triple.predicate.value)]
            values.setdefault(key, []).append(_value(mapped, key, value))
    found: dict[str, Any] = {} if kind in _WITHOUT_ID else {"id": subject}
    if kind not in _UNTYPED:
        found["type"] = [_TYPES[kind]]
    ordered = {key: values[key] for key in _KEYS.values() if key in values}
    return found | {k: v if k in _LISTS else _joined(v) for k, v in ordered.items()}


def _value(mapped: MappedGraph, key: str, value: Any) -> Any:
    if key == "related":
        return _related(mapped, value.value)
    if isinstance(value, ox.NamedNode) and value.value in mapped.by_subject:
        return _node(mapped, value.value)
    return value.value


def _related(mapped: MappedGraph, achievement: str) -> dict[str, Any]:
    """Return a reference to another achievement, with its version where it has one."""
    about: Any = mapped.full.by_subject.get(achievement, ())
    versions = [t.object.value for t in about if t.predicate == term("ob:version")]
    found = {"id": achievement, "type": ["Related"]}
    return found | ({"version": versions[0]} if versions else {})


def _joined(values: list[Any]) -> Any:
    """Return a single value as it is, and several as one text, where Open Badges takes only one."""
    return values[0] if len(values) == 1 else "; ".join(map(str, values))


PROFILE = Profile(
    name="open-badges",
    title="Open Badges 3.0",
    about="Each credential as an achievement with its criteria and its alignment to CTDL.",
    whole={".json": _graph},
    each={".json": _document},
    embedded=frozenset({"ob:IdentifierEntry", "ob:Profile"}),
)
