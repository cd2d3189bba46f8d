"""The invented registry: same bytes for a seed, the known mix, and an answer to every question."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tracemalloc
from collections import Counter
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest
from places import ROOT

import credgraph
from benchmarks import registry
from benchmarks.registry_mix import COURSES, CREDENTIALS
from credgraph.questions.catalogue import Catalogue
from credgraph.store.embedded import EmbeddedStore

SIZE = 60_000
CATALOGUE = Catalogue()
NAMES = sorted(name for name in CATALOGUE if CATALOGUE[name].folder == "registry")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
CTDL = "https://purl.org/ctdl/terms/"


def n_quads(triples: int = SIZE, seed: int = 42) -> str:
    return "".join(registry.statements(triples, seed))


@pytest.fixture(scope="module")
def invented() -> credgraph.CredentialGraph:
    """A registry of about SIZE statements; nothing may write to it."""
    store = ox.Store()
    store.bulk_load(n_quads().encode(), format=ox.RdfFormat.N_QUADS)
    return credgraph.CredentialGraph(EmbeddedStore(store))


def counts(graph: credgraph.CredentialGraph) -> Counter[str]:
    """How many records there are of each class."""
    assert isinstance(graph.store, EmbeddedStore)
    typed = graph.store.triples.quads_for_pattern(None, TYPE, None)
    return Counter(getattr(quad.object, "value", "").removeprefix(CTDL) for quad in typed)


def test_a_seed_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    for hash_seed in ("0", "4242"):
        made = tmp_path / f"{hash_seed}.nq"
        subprocess.run(
            [sys.executable, "-m", "benchmarks.registry", str(SIZE), "-o", str(made)],
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=ROOT,
            check=True,
        )
        assert made.read_text("utf-8") == n_quads()


def test_another_seed_gives_another_registry() -> None:
    assert n_quads(seed=1) != n_quads(seed=2)


def test_a_smaller_registry_is_the_beginning_of_a_larger_one() -> None:
    assert n_quads(90_000).startswith(n_quads())


def test_size_is_the_one_asked_for_and_no_statement_comes_twice() -> None:
    lines = n_quads().splitlines()
    assert SIZE <= len(lines) <= 1.2 * SIZE
    assert len(set(lines)) == len(lines)


def test_memory_does_not_grow_with_the_size() -> None:
    """The thousandth provider is made in no more memory than the first ten."""
    highest = []
    for many in (10, 1000):
        tracemalloc.start()
        for _ in islice(registry.statements(10**9), many):
            pass
        highest.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert highest[1] < 3 * highest[0] + 10_000_000


def test_classes_come_as_often_as_the_survey_met_them(invented: credgraph.CredentialGraph) -> None:
    found = counts(invented)
    credentials = sum(found[name] for name in CREDENTIALS)
    surveyed = sum(CREDENTIALS.values())
    for name, met in CREDENTIALS.items() | COURSES.items():
        if met > 50:
            assert found[name] / credentials == pytest.approx(met / surveyed, rel=0.25)


def test_the_whole_has_the_credentials_and_providers_that_were_counted() -> None:
    """1.85 million and 134 thousand; drawn from a tenth of a hundredth of them."""
    text = "".join(islice(registry.statements(10**9), 3000))
    named = r"#type> <https://purl.org/ctdl/terms/(%s)>"
    credentials = len(re.findall(named % "|".join(CREDENTIALS), text))
    scale = registry.WHOLE / text.count("\n")
    assert credentials * scale == pytest.approx(1_850_000, rel=0.1)
    assert 3000 * scale == pytest.approx(134_000, rel=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_every_question_of_the_folder_has_an_answer_at_its_sample(
    name: str, invented: credgraph.CredentialGraph
) -> None:
    assert len(invented.page(name, 1, **CATALOGUE[name].samples)) == 1


def test_command_measures_every_question_and_says_which_budget_is_missed(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.registry_scale",
        "--triples",
        "20000",
        "--turns",
        "1",
    ]
    done = subprocess.run(
        [*command, "--out", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    for name in NAMES:
        (line,) = (line for line in lines if line.startswith(f"{name} "))
        assert re.search(r"cold +[\d.]+ ms, warm p50 +[\d.]+ p95 +[\d.]+ ms, \d+ rows", line)
    missed = sum(line.endswith("falls short") for line in lines)
    assert lines[-1].startswith(f"{missed} of ")
    assert [*tmp_path.iterdir()] == []
