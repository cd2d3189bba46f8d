"""What makes pySHACL quick enough to judge every case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor


@pytest.fixture(autouse=True, scope="session")
def queries_read_once() -> Iterator[None]:
    """Keep what rdflib reads of a query: it takes longer than to run the query on one case."""
    run = SPARQLProcessor.query

    @cache
    def prepared(text: str, namespaces: tuple[tuple[str, Any], ...], base: str | None) -> Any:
        return prepareQuery(text, dict(namespaces), base)

    def query(self: SPARQLProcessor, text: Any, bindings: Any, names: Any, **given: Any) -> Any:
        if isinstance(text, str):
            text = prepared(text, tuple((names or {}).items()), given.get("base"))
        return run(self, text, bindings, names, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SPARQLProcessor, "query", query)
        yield
