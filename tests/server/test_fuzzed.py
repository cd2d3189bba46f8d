"""Requests made at random from the OpenAPI document: none breaks the server or goes unanswered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.conftest import serving
from starlette.testclient import TestClient

schemathesis = pytest.importorskip("schemathesis")

from credgraph.server.app import create_app  # noqa: E402
from credgraph.server.settings import Settings  # noqa: E402

EXAMPLES = int(os.environ.get("CREDGRAPH_FUZZ_SERVER", "15"))
SLOWLY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
ANY_BYTES = st.binary(max_size=300)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
PATHS = ["/sparql", "/sparql/", "/graph-store", "/metrics", "/x", "/search", "/api/validate"]
PATHS += ["/id/credential/mssc-cpt", "/query/explore/costs_of_credential", "/ns", "/api/ask"]
TYPES = ["application/sparql-query", "application/x-www-form-urlencoded", "text/turtle", ""]


@pytest.fixture(scope="module")
def impatient(disk: Path) -> Iterator[TestClient]:
    with serving(disk, seconds=3, rows=100) as made:
        yield made


def document() -> Any:
    """Return the document of the application, read without starting its service."""
    return create_app(Settings(log=False)).openapi()


# The questions answer alike: one for each type of parameter stands for all.
QUESTIONS = "costs_of_credential|stacks_reaching_pay|facts_older_than|search_by_name|disputed_facts"
SCHEMA = schemathesis.openapi.from_dict(document()).exclude(
    path_regex=f"^/api/questions/(?!(?:{QUESTIONS})$)"
)


@schemathesis.serializer("application/sparql-query")  # type: ignore[untyped-decorator]
def as_it_is(_context: Any, value: Any) -> bytes:
    return str(value).encode()


@SCHEMA.parametrize()  # type: ignore[untyped-decorator]
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOWLY)
def test_requests_by_the_document_are_answered_as_it_says(case: Any, impatient: TestClient) -> None:
    sent = case.as_transport_kwargs(base_url="http://testserver")
    sent.pop("cookies", None)
    found = impatient.request(
        sent["method"],
        sent["url"],
        params=sent.get("params"),
        headers={k: v for k, v in sent.get("headers", {}).items() if v.isascii()},
        content=sent.get("data") if isinstance(sent.get("data"), bytes | str) else None,
        data=sent.get("data") if isinstance(sent.get("data"), dict) else None,
        json=sent.get("json"),
    )
    assert found.status_code < 500 or found.status_code == 504, found.text
    described = case.operation.definition.raw["responses"]
    assert str(found.status_code) in {*described, "200", "405", "422", "504"}


@given(
    method=st.sampled_from(METHODS),
    path=st.sampled_from(PATHS),
    query=ANY_BYTES.map(lambda raw: raw.hex(" ").replace(" ", "%")),
    accept=HEADER,
    media_type=st.sampled_from(TYPES) | HEADER,
    encoding=HEADER,
    held=HEADER,
    body=ANY_BYTES,
)
@settings(max_examples=EXAMPLES * 10, deadline=None, suppress_health_check=SLOWLY)
def test_headers_and_bodies_at_random_break_nothing(
    impatient: TestClient,
    method: str,
    path: str,
    query: str,
    accept: str,
    media_type: str,
    encoding: str,
    held: str,
    body: bytes,
) -> None:
    headers = {
        "Accept": accept,
        "Content-Type": media_type,
        "Accept-Encoding": encoding,
        "If-None-Match": held,
        "If-Modified-Since": held,
    }
    found = impatient.request(method, f"{path}?query=%{query}", headers=headers, content=body)
    assert found.status_code < 500, found.text
