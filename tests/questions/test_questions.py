"""Every question of the library: its header, its order, and its approved answer on every store."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.questions.catalogue import Catalogue, Question
from credgraph.rdf.sparql import split_parameters
from credgraph.results import Format, render, visible_columns

GOLDEN = Path(__file__).parents[1] / "golden" / "questions"
CATALOGUE = Catalogue()
# Those of the folder registry ask stores of CTDL records: test_registry_questions.py.
NAMES = sorted(name for name in CATALOGUE if CATALOGUE[name].folder != "registry")


def answer_as_csv(graph: credgraph.CredentialGraph, question: Question) -> str:
    return render(graph.ask(question.name, **question.samples), Format.CSV)


def test_the_library_has_at_least_the_promised_size() -> None:
    folders = [CATALOGUE[name].folder for name in NAMES]
    assert folders.count("explore") >= 45
    assert folders.count("quality") >= 12


@pytest.mark.parametrize("name", NAMES)
def test_answer_is_the_approved_one(
    name: str, graph: credgraph.CredentialGraph, request: pytest.FixtureRequest
) -> None:
    found, approved = answer_as_csv(graph, CATALOGUE[name]), GOLDEN / f"{name}.csv"
    if request.config.getoption("--approve"):
        approved.parent.mkdir(parents=True, exist_ok=True)
        approved.write_text(found, "utf-8")
    assert found == approved.read_text("utf-8")


def test_every_approved_answer_belongs_to_a_question() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.csv")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_sample_has_an_answer(name: str, graph: credgraph.CredentialGraph) -> None:
    assert len(graph.ask(name, **CATALOGUE[name].samples)) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_what_the_query_selects(name: str, graph: credgraph.CredentialGraph) -> None:
    question = CATALOGUE[name]
    selected = re.findall(r"\?(\w+)", _select_clause(question.text))
    assert [column.name for column in question.columns] == selected


def _select_clause(text: str) -> str:
    """Return the SELECT line with `(expression AS ?name)` reduced to `?name`."""
    clause = re.split(r"\bWHERE\b", text.split("SELECT", 1)[1], maxsplit=1)[0]
    while "(" in clause:
        reduced = re.sub(r"\([^()]*?AS\s+(\?\w+)\s*\)", r"\1", clause)
        clause = reduced if reduced != clause else re.sub(r"\w*\([^()]*\)", "", clause)
    return clause


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_rows_has_no_ties(name: str, graph: credgraph.CredentialGraph) -> None:
    """No two rows may tie: the order must not depend on the store."""
    text = CATALOGUE[name].text
    assert re.search(r"ORDER BY[^}]*$", text), "the query has no ORDER BY at its end"
    assert " LIMIT " not in text
    table = graph.ask(name, **CATALOGUE[name].samples)
    assert len(set(map(str, table.rows))) == len(table.rows), "two rows are the same"


@pytest.mark.parametrize("name", NAMES)
def test_iris_have_a_label_column(name: str, graph: credgraph.CredentialGraph) -> None:
    shown = visible_columns(graph.ask(name, **CATALOGUE[name].samples))
    bare = [column.name for column in shown.columns if column.datatype == "iri"]
    assert set(bare) <= {"page", "term", "match", "query"}, "give these a label column"


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_neither_projected_nor_grouped(name: str) -> None:
    text = CATALOGUE[name].text
    assert "?_" not in _select_clause(text)
    assert not re.search(r"GROUP BY[^\n]*\?_", text)


def test_every_answer_goes_into_pandas(graph: credgraph.CredentialGraph) -> None:
    for name in NAMES:
        table = graph.ask(name, **CATALOGUE[name].samples)
        assert table.to_pandas().shape == (len(table), len(table.columns)), name


@pytest.mark.parametrize(
    ("typed", "rows"), [("65000", 1), ("65,000", 1), ("$65,000.00", 1), ("65K", 1), ("90k", 0)]
)
def test_money_is_read_as_people_write_it(
    typed: str, rows: int, graph: credgraph.CredentialGraph
) -> None:
    assert len(graph.ask("stacks_reaching_pay", pay=typed)) == rows


def test_the_same_answers_from_disk_and_endpoint(disk: Path, endpoint: str) -> None:
    on_disk, remote = credgraph.open(disk), credgraph.open(endpoint)
    for name in NAMES:
        approved = (GOLDEN / f"{name}.csv").read_text("utf-8")
        assert answer_as_csv(on_disk, CATALOGUE[name]) == approved, f"{name} on disk"
        assert answer_as_csv(remote, CATALOGUE[name]) == approved, f"{name} at the endpoint"


def test_the_order_of_loading_changes_no_answer(tmp_path: Path) -> None:
    from credgraph.rdf.namespaces import GRAPHS
    from credgraph.resources import turtle_files
    from credgraph.store.embedded import EmbeddedStore
    from credgraph.store.spellings import Spellings

    triples, every = ox.Store(), list[ox.Quad]()
    for path in reversed(turtle_files("ontology", "data")):
        quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        to = ox.NamedNode(GRAPHS + path.stem)
        every += [ox.Quad(q.subject, q.predicate, q.object, to) for q in reversed(quads)]
    triples.extend(every)
    shuffled = credgraph.CredentialGraph(EmbeddedStore(triples, spellings=Spellings.of(every)))
    for name in NAMES:
        approved = (GOLDEN / f"{name}.csv").read_text("utf-8")
        assert answer_as_csv(shuffled, CATALOGUE[name]) == approved, name


def test_answers_are_the_same_under_every_hash_seed() -> None:
    script = (
        "import credgraph; from credgraph.results import Format, render\n"
        "g = credgraph.open()\n"
        "for n, q in g.questions.items(): print(render(g.ask(n, **q.samples), Format.JSON))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "4242")
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("name", NAMES)
def test_query_files_are_valid_without_bound_parameters(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    """A file must open in any editor and paste into any endpoint, its parameters free."""
    text = re.sub(r"LIMIT \d+$", "", CATALOGUE[name].text.rstrip())
    assert list(graph.store.query(f"{text}\nLIMIT 0")) == []  # type: ignore[arg-type]


def test_queries_use_the_agreed_prefixes() -> None:
    from credgraph.rdf.namespaces import prefixes

    for name in NAMES:
        for prefix, namespace in re.findall(r"PREFIX ([\w-]+): <([^>]+)>", CATALOGUE[name].text):
            assert prefixes()[prefix] == namespace, f"{name}: {prefix}"


def test_every_faq_names_a_question_that_exists(graph: credgraph.CredentialGraph) -> None:
    table = graph.query(
        "SELECT ?q ?answer { ?q a cg:Question ; cg:answeredBy ?answer } ORDER BY ?q"
    )
    assert isinstance(table, credgraph.Table)
    stems = [str(iri).rsplit("/", 1)[1] for iri in table.column("answer")]
    assert len(stems) >= 8
    assert set(stems) <= set(NAMES)


@pytest.mark.parametrize(
    "value", ["x> } DELETE WHERE { ?s ?p ?o } #", '" ) } #', "} UNION {", "\\"]
)
def test_hostile_values_change_no_query(value: str, graph: credgraph.CredentialGraph) -> None:
    for question in CATALOGUE.values():
        for parameter in question.parameters:
            samples = question.samples | {parameter.name: value}
            before = len(split_parameters(question.text))
            if parameter.datatype == "string":
                graph.ask(question.name, **samples)
            else:
                with pytest.raises(credgraph.CredGraphError):
                    graph.ask(question.name, **samples)
            assert len(question.parts) == before
