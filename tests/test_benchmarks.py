"""The generated graphs: same bytes for a seed, the size asked for, valid, and full of answers."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox
import pytest
from places import ROOT

import credgraph
from benchmarks.generate import generate, write
from benchmarks.timing import by_turns
from credgraph.questions.catalogue import Catalogue
from credgraph.store.embedded import EmbeddedStore

SIZE = 30_000  # half of it generated: with few fields of work no credential can be a hub
CATALOGUE = Catalogue()
NAMES = sorted(name for name in CATALOGUE if CATALOGUE[name].folder != "registry")
GUARDS = {name for name in NAMES if "guard" in CATALOGUE[name].tags}


def n_quads(triples: int = SIZE, seed: int = 42) -> bytes:
    return ox.serialize(generate(triples, seed), format=ox.RdfFormat.N_QUADS) or b""


@pytest.fixture(scope="module")
def generated() -> credgraph.CredentialGraph:
    """A generated graph of about SIZE statements; nothing may write to it."""
    store = ox.Store()
    store.bulk_extend(generate(SIZE))
    return credgraph.CredentialGraph(EmbeddedStore(store))


def test_a_seed_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    for hash_seed in ("0", "4242"):
        made = tmp_path / f"{hash_seed}.nq"
        subprocess.run(
            [sys.executable, "-m", "benchmarks.generate", str(SIZE), "-o", str(made)],
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=ROOT,
            check=True,
        )
        assert made.read_bytes() == n_quads()


def test_another_seed_gives_another_graph() -> None:
    assert n_quads(seed=1) != n_quads(seed=2)


@pytest.mark.parametrize("triples", [20_000, 30_000, 50_000])
def test_size_is_the_one_asked_for(triples: int) -> None:
    quads = list(generate(triples))
    assert abs(len(quads) - triples) <= 0.05 * triples
    assert len(set(quads)) == len(quads), "a statement comes twice"


def test_a_smaller_graph_is_the_beginning_of_a_larger_one() -> None:
    assert n_quads(40_000).startswith(n_quads())


def test_too_small_a_graph_is_refused() -> None:
    with pytest.raises(ValueError, match="the smallest has"):
        list(generate(1_000))


def test_an_interrupted_file_does_not_look_complete(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        write(1_000, tmp_path / "graph.nq")
    assert not (tmp_path / "graph.nq").exists()


def test_shipped_statements_stand_as_they_are(generated: credgraph.CredentialGraph) -> None:
    shipped, larger = credgraph.open().store, generated.store
    assert isinstance(shipped, EmbeddedStore)
    assert isinstance(larger, EmbeddedStore)
    assert set(shipped.triples) < set(larger.triples)
    added = {quad.graph_name for quad in set(larger.triples) - set(shipped.triples)}
    assert added == {ox.NamedNode("https://w3id.org/credgraph/graph/generated")}


@pytest.mark.parametrize("name", sorted(set(NAMES) - GUARDS))
def test_sample_still_has_its_answer(name: str, generated: credgraph.CredentialGraph) -> None:
    assert len(generated.ask(name, **CATALOGUE[name].samples)) >= 1


def test_a_few_credentials_are_hubs(generated: credgraph.CredentialGraph) -> None:
    found = generated.query(
        "SELECT ?credential (COUNT(*) AS ?employers) { GRAPH graph:generated "
        "{ ?employer cg:recognizes ?credential } } GROUP BY ?credential ORDER BY DESC(?employers)"
    )
    assert isinstance(found, credgraph.Table)
    counts = found.column("employers")
    assert counts[0] >= 4 * counts[len(counts) // 2]


@pytest.mark.skipif(find_spec("shacl") is None, reason="the Rust engine has no wheel here")
def test_generated_records_are_valid(generated: credgraph.CredentialGraph) -> None:
    """The shapes find as much in the shipped graph alone: nothing in what was added."""
    found, before = generated.validate(engine="rust"), credgraph.open().validate(engine="rust")
    assert set(found) <= set(before)
    assert not [finding for finding in found if finding.severity == "Violation"]


def test_both_ways_are_timed_equally_often() -> None:
    calls: list[str] = []
    pair = by_turns("", lambda: calls.append("a"), lambda: calls.append("b"), least=4, most=4)
    assert len(pair.ours) == len(pair.theirs) == 4
    assert calls == ["a", "b", *["b", "a", "a", "b"] * 2]
