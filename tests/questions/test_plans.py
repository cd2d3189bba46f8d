"""What a question about one record looks at does not grow with the records beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from benchmarks.generate import generate
from credgraph.graph import CredentialGraph
from credgraph.questions import terms_for
from credgraph.questions.catalogue import Catalogue
from credgraph.rdf import declare_prefixes
from credgraph.store.embedded import EmbeddedStore

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
CATALOGUE = Catalogue()
MENDED = (
    "advice_for_audience",
    "changes_between_versions",
    "cost_of_route",
    "costs_by_profile",
    "costs_of_credential",
    "costs_of_module",
    "credentials_for_role",
    "disputes_of_record",
    "effect_of_credential_on_pay",
    "pay_added_by_credential",
    "pay_bands_of_occupation",
    "programs_of_funder",
)
SMALL, LARGE = 25_000, 100_000

pytestmark = pytest.mark.skipif(not OXIGRAPH.exists(), reason="the command oxigraph is not here")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A store of each size on disk."""
    made = {}
    for size in (SMALL, LARGE):
        made[size] = tmp_path_factory.mktemp("plans") / str(size)
        store = ox.Store(str(made[size]))
        store.bulk_extend(generate(size))
        store.flush()
        store.optimize()
        del store
    return made


def looked_at(place: Path, name: str) -> int:
    """How many rows all parts of a question's plan give together, at its samples."""
    graph = CredentialGraph(EmbeddedStore(ox.Store.read_only(str(place))))
    question = CATALOGUE[name]
    text = question.bind(terms_for(question, question.samples, graph.records))
    del graph
    explained = place.with_suffix(".json")
    command = [str(OXIGRAPH), "query", "--location", str(place), "--union-default-graph"]
    options = ["--explain-file", str(explained), "--stats", "--results-format", "csv"]
    asked = declare_prefixes(text)
    subprocess.run([*command, *options, "--query", asked], check=True, capture_output=True)
    return sum(_rows(json.loads(explained.read_text("utf-8"))))


def _rows(node: Any) -> Iterator[int]:
    if isinstance(node, dict):
        yield int(node.get("number of results") or 0)
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _rows(part)


@pytest.mark.parametrize("name", MENDED)
def test_rows_looked_at_do_not_grow_with_the_graph(name: str, places: dict[int, Path]) -> None:
    assert looked_at(places[LARGE], name) <= 1.2 * looked_at(places[SMALL], name)
