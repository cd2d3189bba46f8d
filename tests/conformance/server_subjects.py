"""What runs a test of the protocol or of the service description: the server on a test's graphs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from conformance.manifests import Case, Manifest, items, path_of, quads_of, read_manifest, term
from conformance.subjects import Difference, Subject

if TYPE_CHECKING:
    from starlette.testclient import TestClient

__all__ = ["SUBJECTS"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = {
    "boolean": ("sparql-results+xml", "sparql-results+json"),
    "tabular": ("sparql-results+xml", "sparql-results+json", "text/csv", "tab-separated-values"),
    "RDF": ("rdf+xml", "turtle", "n-triples"),
}
_TERMS = {
    *("Service", "Dataset", "Graph", "NamedGraph", "UnionDefaultGraph", "SPARQL11Query"),
    *("endpoint", "supportedLanguage", "feature", "resultFormat", "inputFormat"),
    *("defaultDataset", "defaultGraph", "namedGraph", "name", "graph", "defaultEntailmentRegime"),
    *("availableGraphs", "extensionFunction", "extensionAggregate", "languageExtension"),
    *("propertyFeature", "entailmentRegime", "supportedEntailmentProfile"),
}


def _run(case: Case) -> None:
    """Run a test of either kind; raises Difference."""
    manifest, test = read_manifest(Path(case.manifest)), ox.NamedNode(case.iri)
    with _server(_graphs(manifest, test)) as client:
        if case.kind == "ServiceDescriptionTest":
            _hold_description(client, case.name)
            return
        action = manifest.value(test, "mf:action")
        for request in items(manifest, manifest.value(action, "ht:requests")):
            _hold(client, manifest, request)


def _graphs(manifest: Manifest, test: ox.NamedNode) -> list[ox.Quad]:
    quads = list[ox.Quad]()
    for graph in manifest.values(test, "ut:graphData"):
        name = ox.NamedNode(manifest.value(graph, "rdfs:label").value)
        quads += quads_of(path_of(manifest.value(graph, "ut:graph")), name)
    return quads


@contextmanager
def _server(quads: list[ox.Quad]) -> Iterator[TestClient]:
    from starlette.testclient import TestClient

    from credgraph.server.app import create_app
    from credgraph.server.settings import Settings

    with TemporaryDirectory() as folder:
        store = ox.Store(f"{folder}/store")
        store.extend(quads)
        store.flush()
        del store  # gives up the lock
        settings = Settings(store=f"{folder}/store", workers=1, rate=0, log=False)
        with TestClient(create_app(settings)) as client:
            yield client


def _hold(client: TestClient, manifest: Manifest, request: Any) -> None:
    """Send a request and hold its answer."""
    headers = {
        manifest.value(each, "ht:fieldName").value: manifest.value(each, "ht:fieldValue").value
        for each in items(manifest, manifest.value(request, "ht:headers") or term("rdf:nil"))
    }
    method = manifest.value(request, "ht:methodName").value
    path = manifest.value(request, "ht:absolutePath").value
    found = client.request(method, path, headers=headers, content=_body(manifest, request))
    expected = manifest.value(request, "ht:resp")
    statuses = [each.value[-3] for each in manifest.values(expected, "mf:expectedStatus")]
    if str(found.status_code)[0] not in statuses:
        raise Difference(f"status {found.status_code} for {'xx, '.join(statuses)}xx")
    _hold_answer(found, manifest, expected)


def _body(manifest: Manifest, request: Any) -> bytes | None:
    body = manifest.value(request, "ht:body")
    if body is None:
        return None
    encoding = manifest.value(body, "cnt:characterEncoding")
    text: str = manifest.value(body, "cnt:chars").value
    return text.encode(encoding.value if encoding else "UTF-8")


def _hold_answer(found: Any, manifest: Manifest, expected: Any) -> None:
    form, truth = (
        manifest.value(expected, name) for name in ("mf:expectedFormat", "mf:expectedBoolean")
    )
    kind = found.headers.get("content-type", "")
    if form is not None and not any(name in kind for name in _FORMATS[form.value]):
        raise Difference(f"{kind} for {form.value}")
    if truth is not None and found.json()["boolean"] is not (truth.value == "true"):
        raise Difference(f"{found.text} for {truth.value}")


def _hold_description(client: TestClient, name: str) -> None:
    endpoint = f"{client.base_url}/sparql"
    found = client.get(endpoint, headers={"Accept": "application/n-triples"})
    described = Manifest(ox.parse(found.content, format=ox.RdfFormat.N_TRIPLES))
    services = described.subjects("sd:endpoint")
    if len(services) != 1:
        raise Difference(f"{len(services)} services in the description")
    [service] = services
    if name == "has-endpoint-triple":
        if described.values(service, "sd:endpoint") != [ox.NamedNode(endpoint)]:
            raise Difference(f"the endpoint is not {endpoint}")
    elif name == "conforms-to-schema":
        _hold_schema(described, service, found.text)


def _hold_schema(described: Manifest, service: Any, text: str) -> None:
    dataset = described.value(service, "sd:defaultDataset")
    named = described.values(dataset, "sd:namedGraph")
    kinds = {
        service: "Service",
        dataset: "Dataset",
        described.value(dataset, "sd:defaultGraph"): "Graph",
        **dict.fromkeys(named, "NamedGraph"),
    }
    for node, kind in kinds.items():
        if described.values(node, "rdf:type") != [ox.NamedNode(_SD + kind)]:
            raise Difference(f"{node} is no {kind}")
    if any(len(described.values(graph, "sd:name")) != 1 for graph in named):
        raise Difference("a named graph without its one name")
    used = {part.partition(">")[0] for part in text.split(f"<{_SD}")[1:]}
    if used - _TERMS:
        raise Difference(f"no terms of the vocabulary: {', '.join(used - _TERMS)}")


SUBJECTS = (Subject("serve", _run, "fastapi"),)
