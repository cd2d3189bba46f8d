"""The shapes of CTDL are what their tables make, and a mistake in a table is told in a sentence."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credgraph.rdf import compact, term
from credgraph.rdf.jsonld import coercion
from shapes.registries.ctdl.build import BUILT, FOLDER, BadTable, build

RULES = ox.Store()
RULES.load(path=str(BUILT), format=ox.RdfFormat.TURTLE)


def test_the_committed_shapes_are_what_the_tables_make() -> None:
    assert BUILT.read_bytes() == build().encode(), "run `make shapes`"


@pytest.mark.parametrize("name", ["classes", "kinds", "values", "vocabularies"])
def test_a_table_is_in_alphabetical_order_without_repeats(name: str) -> None:
    keys = [line.split("\t")[0] for line in _lines(FOLDER, name)[1:]]
    assert len(keys) > 10
    assert keys == sorted(set(keys))


def test_a_kind_has_the_datatype_that_its_shape_names_first() -> None:
    datatypes = {row[0]: row[1] for row in (x.split("\t") for x in _lines(FOLDER, "kinds")[1:])}
    assert "rdf:langString" in datatypes.values()
    for kind in datatypes.keys() - {"concept"}:
        assert _first_datatype(term(f"cgs:ctdl-kind-{kind}")) == datatypes[kind]


def test_the_ctid_has_the_datatype_that_its_shape_names() -> None:
    datatype = _first_datatype(term("cgs:ctdl-value-ctid"))
    assert coercion("ceterms:ctid") == {"@type": datatype}


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("values", "ceterms:new\tcoed", "ceterms:new: no kind is called 'coed'"),
        ("values", "ceterms:name\ttext", "defined more than once: cgs:ctdl-value-name"),
        ("values", "ceterms:new\ttext\tx\ty", "values.tsv: a row has too many cells: ceterms:new"),
        ("classes", "ceterms:New\tNew", "defined but not used: cgs:ctdl-New-target"),
        ("classes", "qdata:New\tCourse", "Course mixes classes of CTDL with others"),
        ("requirements", "needed\tnew\tceterms:new\tGive it.", "'needed' is neither required nor"),
        ("requirements", "required\tnew\tceterms:new\tGive it.", "not used: cgs:ctdl-required-new"),
        ("vocabularies", "new\tceterms:New\tOne", "defined but not used: cgs:ctdl-kind-new"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(tmp_path: Path, table: str, row: str, reason: str) -> None:
    assert reason in _refused(tmp_path, table, [*_lines(FOLDER, table), row])


def test_a_requirement_cannot_be_removed_while_a_class_has_it(tmp_path: Path) -> None:
    rows = [line for line in _lines(FOLDER, "requirements") if "required\towner\t" not in line]
    reason = _refused(tmp_path, "requirements", rows)
    assert reason == "named but not defined: cgs:ctdl-required-owner"


def _refused(tmp_path: Path, table: str, lines: list[str]) -> str:
    """Return why the shapes cannot be built with other lines in a table."""
    folder = tmp_path / "ctdl"
    shutil.copytree(FOLDER, folder)
    (folder / f"{table}.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(BadTable) as caught:
        build(folder)
    return str(caught.value)


def _lines(folder: Path, table: str) -> list[str]:
    return (folder / f"{table}.tsv").read_text("utf-8").splitlines()


def _first_datatype(shape: ox.NamedNode | ox.BlankNode) -> str:
    """Return the datatype that a shape or the first of its alternatives asks for, or nothing."""
    own = _objects(shape, "sh:datatype")
    if own:
        return compact(own[0].value)
    alternatives = _objects(shape, "sh:or")
    return _first_datatype(_objects(alternatives[0], "rdf:first")[0]) if alternatives else ""


def _objects(subject: ox.NamedNode | ox.BlankNode, curie: str) -> list[Any]:
    return [quad.object for quad in RULES.quads_for_pattern(subject, term(curie), None)]
