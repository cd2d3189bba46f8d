"""What holds for every profile: stable bytes, true coverage, no file half written."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT
from thoroughness import part

import credgraph
from credgraph.cli import main
from credgraph.errors import UnknownProfile, UnknownRecord, UnwritableTarget
from credgraph.export import Export, profile, profiles
from credgraph.export.crosswalk import UNDECIDED, crosswalk
from credgraph.export.mapping import queries
from credgraph.export.profiles import NAMES
from credgraph.rdf.namespaces import GRAPHS, compact, term
from credgraph.resources import turtle_files
from credgraph.store import EmbeddedStore, read_triples

MAPPED = [each.name for each in profiles() if each.mapped]
OURS = "https://w3id.org/credgraph/ns#"


@cache
def quads() -> tuple[Any, ...]:
    found = list[Any]()
    for path in turtle_files("ontology", "data"):
        graph = ox.NamedNode(GRAPHS + path.stem)
        found += [
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        ]
    return tuple(found)


def stored(statements: list[Any]) -> EmbeddedStore:
    store = ox.Store()
    store.extend(statements)
    return EmbeddedStore(store)


@cache
def kinds_of_records() -> dict[str, frozenset[str]]:
    classes = {q.subject.value for q in quads() if q.predicate == term("cg:kind")}
    found: dict[str, set[str]] = {}
    for quad in quads():
        if quad.predicate == term("rdf:type") and quad.object.value in classes:
            found.setdefault(quad.subject.value, set()).add(compact(quad.object.value))
    return {record: frozenset(kinds) for record, kinds in found.items()}


@cache
def facts() -> dict[tuple[frozenset[str], str], list[Any]]:
    """Return the facts of the graph by the classes of their record and by property."""
    kinds, found = kinds_of_records(), dict[Any, list[Any]]()
    for quad in quads():
        if quad.subject.value in kinds:
            key = (kinds[quad.subject.value], compact(quad.predicate.value))
            found.setdefault(key, []).append(quad)
    return found


@cache
def shared() -> ox.Store:
    store = ox.Store()
    store.extend(quads())
    return store


@contextmanager
def without(gone: list[Any]) -> Iterator[EmbeddedStore]:
    for quad in gone:
        shared().remove(quad)
    try:
        yield EmbeddedStore(shared())
    finally:
        shared().extend(gone)


def mapped(name: str, path: Path, store: EmbeddedStore) -> frozenset[Any]:
    """Return the triples of one query of a mapping, without counts, which every fact changes."""
    found = read_triples(store, path.read_text("utf-8"))
    counting = profile(name).counts
    return frozenset(t for t in found if not counting or "<http://rdfs.org/ns/void#" not in str(t))


@cache
def mapped_whole(name: str) -> dict[Path, frozenset[Any]]:
    return {path: mapped(name, path, EmbeddedStore(shared())) for path in queries(name)}


@cache
def mapped_times(name: str) -> Counter[Any]:
    return Counter(triple for found in mapped_whole(name).values() for triple in found)


def differs_without(name: str, used: str, gone: list[Any]) -> bool:
    """Return whether the export changes without these facts.

    Queries that name them run first, those with the shortest answers before the others.
    """
    local, lost = used.partition(":")[2], Counter[Any]()
    whole, times = mapped_whole(name), mapped_times(name)

    def promise(path: Path) -> tuple[bool, int]:
        return local not in path.read_text("utf-8"), len(whole[path])

    with without(gone) as store:
        for path in sorted(queries(name), key=promise):
            after, before = mapped(name, path, store), whole[path]
            lost.update(before - after)
            if any(t not in times for t in after) or any(
                lost[t] == times[t] for t in before - after
            ):
                return True
    return False


def test_the_lists_are_not_empty() -> None:
    assert len(NAMES) == len(profiles()) == 8
    assert len(MAPPED) == 7
    assert all(queries(name) for name in MAPPED)
    assert len(facts()) > 150


@pytest.mark.parametrize("name", MAPPED)
def test_every_class_and_property_is_in_the_crosswalk(name: str) -> None:
    targets = crosswalk(name)
    classes = {compact(q.subject.value) for q in quads() if q.predicate == term("cg:kind")}
    assert sorted(classes - set(targets.classes)) == []
    properties = {
        compact(q.subject.value)
        for q in quads()
        if q.predicate == term("rdf:type")
        and q.object.value.endswith(("#ObjectProperty", "#DatatypeProperty"))
        and q.subject.value.startswith(OURS)
    }
    general = {entry.rpartition(" ")[2] for entry in targets.properties}
    assert sorted(properties - general) == []
    undecided = [key for key in facts() if targets.of(sorted(key[0]), key[1]) == UNDECIDED]
    assert undecided == []


@pytest.mark.parametrize("name", MAPPED)
def test_the_crosswalk_names_nothing_that_does_not_exist(name: str) -> None:
    targets = crosswalk(name)
    declared = {compact(q.subject.value) for q in quads()} | {used for _, used in facts()}
    named = {*targets.classes, *(part for entry in targets.properties for part in entry.split())}
    assert sorted(named - declared) == []
    everything = [*targets.classes.values(), *targets.properties.values()]
    assert all(target.term or target.reason for target in everything)


@pytest.mark.parametrize("name", MAPPED)
def test_what_is_called_carried_changes_the_export_when_it_is_gone(name: str) -> None:
    targets = crosswalk(name)
    carried = {
        key: gone for key, gone in facts().items() if targets.of(sorted(key[0]), key[1]).carried
    }
    assert carried
    silent = [
        (sorted(kinds), used)
        for (kinds, used), gone in part(carried.items(), 3)
        if used != "rdf:type" and not differs_without(name, used, gone)
    ]
    assert silent == []


def says_whose_word_it_is(kinds: frozenset[str], used: str) -> bool:
    """Tell whether a fact decides what is marked as our judgement, carried itself or not."""
    return used == "prov:wasDerivedFrom" or "cg:Source" in kinds


@pytest.mark.parametrize("name", MAPPED)
def test_what_is_called_left_out_changes_nothing_when_it_is_gone(name: str) -> None:
    targets = crosswalk(name)
    gone = [
        quad
        for (kinds, used), found in facts().items()
        if not targets.of(sorted(kinds), used).carried and not says_whose_word_it_is(kinds, used)
        for quad in found
    ]
    assert gone
    whole = mapped_whole(name)
    with without(gone) as store:
        assert {path: mapped(name, path, store) for path in queries(name)} == whole


def bytes_of(exported: Export) -> dict[str, bytes]:
    return {document.name: document.content for document in exported.documents()}


@pytest.mark.parametrize("name", NAMES)
def test_a_store_loaded_in_another_order_gives_the_same_bytes(name: str) -> None:
    mixed = list(quads())
    random.Random(7).shuffle(mixed)  # noqa: S311
    one, other = (
        credgraph.CredentialGraph(stored(order)).export(name, force=True)
        for order in (list(quads()), mixed)
    )
    assert bytes_of(one) == bytes_of(other)


@pytest.mark.parametrize("name", NAMES)
def test_two_hash_seeds_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    script = (
        f"import hashlib, credgraph; exported = credgraph.open().export({name!r}, force=True)\n"
        "for d in exported.documents(): print(d.name, hashlib.sha256(d.content).hexdigest())"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert "coverage.json" in printed[0]


@pytest.mark.parametrize("name", NAMES)
def test_turtle_and_json_ld_of_an_export_say_the_same(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    exported = graph.export(name, force=True)
    for document in exported.documents():
        if document.name.endswith(".ttl"):
            list(ox.parse(document.content, format=ox.RdfFormat.TURTLE))
        else:
            json.loads(document.content)


@pytest.mark.parametrize("name", MAPPED)
def test_coverage_counts_every_fact_once(name: str, graph: credgraph.CredentialGraph) -> None:
    coverage = graph.export(name).coverage
    assert coverage.facts == sum(map(len, facts().values()))
    assert 0 < coverage.carried < coverage.facts
    content = json.loads(coverage.to_json())
    dropped = sum(row["facts"] for kind in content["kinds"] for row in kind["dropped"])
    assert content["carried"] + dropped == content["facts"]
    assert all(row["reason"] for kind in content["kinds"] for row in kind["dropped"])


@pytest.mark.parametrize("name", MAPPED)
def test_a_fact_that_the_mapping_does_not_know_is_counted_as_left_out(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    record = ox.NamedNode("https://w3id.org/credgraph/id/credential/mssc-cpt")
    foreign = ox.NamedNode("https://elsewhere.example/note")
    more = ox.Quad(record, foreign, ox.Literal("x"), ox.DefaultGraph())
    made = credgraph.CredentialGraph(stored([*quads(), more])).export(name)
    before = graph.export(name).coverage
    assert (made.coverage.facts, made.coverage.carried) == (before.facts + 1, before.carried)


def test_what_is_held_back_is_counted_as_that(graph: credgraph.CredentialGraph) -> None:
    exported = graph.export("ctdl")
    assert exported.blocked
    reasons = {reason for kind in exported.coverage.kinds for _, reason in kind.dropped}
    assert "this record is held back, because it breaks a rule of the registry" in reasons
    forced = graph.export("ctdl", force=True)
    held_back = [d.name for d in forced.documents() if ".not-conforming" in d.name]
    assert len(held_back) > len(exported.blocked)
    assert not [d.name for d in exported.documents() if ".not-conforming" in d.name]


def test_the_turtle_profile_is_the_graph(graph: credgraph.CredentialGraph) -> None:
    exported = graph.export("turtle")
    parsed = {q.triple for q in ox.parse(exported.content(), format=ox.RdfFormat.TURTLE)}
    marks = {triple for triple in parsed if triple.predicate == term("cg:judged")}
    assert parsed - marks == {quad.triple for quad in quads()}, "each value as it is spelt"
    parts = [d for d in exported.documents() if d.name.startswith("graphs/")]
    assert len(parts) == len(turtle_files("ontology", "data"))
    whole = {q.triple for d in parts for q in ox.parse(d.content, format=ox.RdfFormat.TURTLE)}
    assert whole == parsed - marks, "a file of a named graph names its own source"


@cache
def judged() -> tuple[Any, ...]:
    """Return what no source states: statements of our own files that stand in no other."""
    editors, own = term("source:credgraph-editors"), term("prov:wasDerivedFrom")
    ours = {
        q.graph_name
        for q in quads()
        if q.predicate == term("prov:hadPrimarySource") and q.object == editors
    }
    in_ours = [quad for quad in quads() if quad.graph_name in ours]
    sourced = {(q.subject, q.graph_name) for q in in_ours if q.predicate == own}
    kinds = {q.subject for q in quads() if q.predicate == term("cg:kind")}
    drawn_up = {q.subject for q in in_ours if q.predicate == term("rdf:type") and q.object in kinds}
    elsewhere = {quad.triple for quad in quads() if quad.graph_name not in ours}
    return tuple(
        q
        for q in in_ours
        if (q.subject, q.graph_name) not in sourced
        and q.subject not in {q.graph_name, *drawn_up}
        and q.predicate != term("ceterms:ctid")
        and q.triple not in elsewhere
    )


def test_a_document_without_named_graphs_says_what_we_judged(
    graph: credgraph.CredentialGraph,
) -> None:
    content = graph.export("turtle").content()
    marks = {
        (q.subject, q.object)
        for q in ox.parse(content, format=ox.RdfFormat.TURTLE)
        if q.predicate == term("cg:judged")
    }
    assert marks == {(quad.subject, quad.object) for quad in judged()}
    assert (
        term("pathway-step:employer-sponsored-apprentice-2"),
        term("credential:fanuc-nocti"),
    ) in marks


@pytest.mark.parametrize("name", [name for name in MAPPED if not profile(name).counts])
def test_what_we_judged_is_marked_wherever_it_is_exported(name: str) -> None:
    labels = {q.subject: q.object.value for q in quads() if q.predicate == term("rdfs:label")}
    said: dict[str, str] = {}
    for triple in mapped_times(name):
        if isinstance(triple.object, ox.Literal) and "Our judgement" in triple.object.value:
            record = triple.subject.value.partition("#")[0]
            said[record] = said.get(record, "") + triple.object.value
    about = {triple.subject.value for triple in mapped_times(name)}
    targets, kinds = crosswalk(name), kinds_of_records()
    carried = [
        quad
        for quad in judged()
        if quad.subject.value in about
        and not (quad.predicate == term("schema:url") and "/id/organization/" in str(quad.subject))
        and targets.of(sorted(kinds[quad.subject.value]), compact(quad.predicate.value)).carried
    ]
    assert carried, "the website of an organization is its own"
    unmarked = [
        str(quad)
        for quad in carried
        if labels.get(quad.object, quad.object.value) not in said.get(quad.subject.value, "")
    ]
    assert unmarked == []


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_record_is_refused_with_the_nearest(
    name: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(UnknownRecord, match="mssc-cpt"):
        graph.export(name, records=["mssc-cptt"])


@pytest.mark.parametrize(("typed", "meant"), [("ctdll", "ctdl"), ("schema.org", "schema-org")])
def test_an_unknown_profile_is_refused_with_the_nearest(
    typed: str, meant: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(UnknownProfile, match=f"did you mean {meant}"):
        graph.export(typed)


def test_an_export_replaces_files_whole(tmp_path: Path, graph: credgraph.CredentialGraph) -> None:
    target = tmp_path / "new" / "folder"
    exported = graph.export("turtle", records=["mssc-cpt"])
    count = exported.save(target)
    files = {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*.*")}
    assert len(files) == count
    assert files == bytes_of(exported)
    assert exported.save(target) == count
    one = tmp_path / "one.ttl"
    assert exported.save(one) == 2
    assert one.read_bytes() == exported.content()
    assert json.loads((tmp_path / "one.coverage.json").read_text())["profile"] == "turtle"


@pytest.mark.parametrize("target", ["out", "out.ttl"])
def test_a_full_disk_leaves_everything_as_it_was(
    target: str, tmp_path: Path, graph: credgraph.CredentialGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = graph.export("turtle", records=["mssc-cpt"])
    exported.save(tmp_path / target)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    synced = []

    def full(number: int) -> None:
        synced.append(number)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnwritableTarget, match=r"the disk is full; nothing was changed"):
        graph.export("turtle", records=["toyota"]).save(tmp_path / target)
    assert synced
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()} == before


def test_a_folder_that_could_not_be_filled_is_not_left_behind(
    tmp_path: Path, graph: credgraph.CredentialGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnwritableTarget):
        graph.export("turtle", records=["toyota"]).save(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_mistakes_take_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    mistakes = [
        ["--to", "ctdll"],
        ["--to", "turtle", "--record", "nothing at all"],
        ["--to", "turtle", "--record", "mssc-cpt", "-o", str(tmp_path / "file")],
        ["--to", "turtle", "--record", "mssc-cpt", "-o", str(tmp_path / "file" / "below")],
        ["--to", "turtle", "--record", "mssc-cpt", "-o", str(tmp_path / "none" / "x.ttl")],
        ["--to", "turtle", "--record", "mssc-cpt", "-o", str(tmp_path / "x.docx")],
        ["--to", "turtle", "--record", "mssc-cpt", "-o", str(tmp_path / ("x" * 300))],
        ["--to", "turtle", "--record", "mssc-cpt", "-o", "\0"],
        [],
    ]
    for mistake in mistakes:
        assert main(["export", *mistake]) == 2, mistake
        printed = capsys.readouterr()
        assert printed.out == "", mistake
        assert printed.err.count("\n") == 1, (mistake, printed.err)
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_command_prints_the_document_and_notes_the_coverage(
    capsysbinary: pytest.CaptureFixture[bytes], graph: credgraph.CredentialGraph
) -> None:
    assert main(["export", "--to", "turtle", "--record", "mssc-cpt"]) == 0
    printed = capsysbinary.readouterr()
    assert printed.out == graph.export("turtle", records=["mssc-cpt"]).content()
    assert b"facts carried (100%)" in printed.err
