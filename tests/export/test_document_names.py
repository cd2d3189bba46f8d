"""Names of exported files: none leaves the target folder, and no two are the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.export import Export
from credgraph.export.atomic_files import write_folder
from credgraph.export.document_names import entity_name, safely_named
from credgraph.export.profile import Document
from credgraph.export.profiles import NAMES
from credgraph.rdf import RECORDS, term
from credgraph.store import EmbeddedStore

HOSTILE = [
    "/srv/x/important",
    "../../victim/important",
    "credential/../../../victim/important",
    "credential/./x",
    "credential//x",
    "",
    ".",
    "..",
    "credential/.hidden",
    "credential/ends-with-a-dot.",
    "C:\\Windows\\x",
    "credential\\..\\x",
    "credential/con",
    "credential/nul.ttl",
    "credential/" + "a" * 4000,
    "a/" * 300 + "b",
    "credential/new\nline",
    "credential/\u202egnp",
    "credential/%2e%2e",
]


def named(*names: str) -> list[str]:
    return [document.name for document in safely_named(Document(name, b"") for name in names)]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leaves_the_folder_or_is_too_long_for_a_disk(name: str, tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "c" / "target"
    documents = safely_named([Document(f"{name}.jsonld", b"facts"), Document(name, b"facts")])
    assert write_folder(target, documents) == 2
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 2
    assert all(path.is_relative_to(target) for path in written)


def test_a_plain_name_is_kept() -> None:
    plain = ["credential/mssc-cpt.ttl", "occupation/17-3024.00.jsonld", "graphs/advice.ttl"]
    assert named(*plain) == plain


def test_names_that_a_disk_may_take_for_one_stay_apart() -> None:
    made = named("credential/CPT", "credential/cpt", "credential/a:b", "credential/a-b")
    assert len({name.casefold() for name in made}) == 4
    assert named("credential/a:b", "credential/a|b")[0] != named("credential/a|b")[0]


@pytest.mark.parametrize("name", ["credential/x", "payloads/../../x.json", "a/-(1)-", "a/+."])
def test_documents_of_one_name_are_all_written(name: str, tmp_path: Path) -> None:
    documents = [Document(name, str(number).encode()) for number in range(4)]
    assert write_folder(tmp_path, safely_named(documents)) == 4
    written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(written) == ["0", "1", "2", "3"]


def test_the_ending_and_the_mark_of_what_is_held_back_stay() -> None:
    [name] = named(f"credential/{'a' * 300}.not-conforming.jsonld")
    assert name.endswith(".not-conforming.jsonld")


def test_records_of_two_hosts_with_the_same_last_part_have_names_of_their_own() -> None:
    names = {entity_name(f"https://{host}.example/id/cpt") for host in ("one", "two")}
    assert len(names) == 2
    assert entity_name(f"{RECORDS}credential/mssc-cpt") == "credential/mssc-cpt"


def hostile_graph() -> credgraph.CredentialGraph:
    """A graph with a credential, an occupation and a named graph that would write elsewhere."""
    store = ox.Store()
    shipped = credgraph.open()
    assert isinstance(shipped.store, EmbeddedStore)
    store.extend(shipped.store.quads())
    mssc = f"{RECORDS}credential/mssc-cpt"
    for tail in ("/srv/x/important", "credential/../../../victim/important"):
        copy = ox.NamedNode(f"{RECORDS}{tail}")
        for quad in shipped.store.triples.quads_for_pattern(ox.NamedNode(mssc), None, None, None):
            graph = ox.NamedNode(f"https://w3id.org/credgraph/graph/../..{tail}")
            store.add(ox.Quad(copy, quad.predicate, quad.object, graph))
        ctid = ox.Literal(f"../../{tail}")
        store.add(ox.Quad(copy, term("ceterms:ctid"), ctid, graph))
    return credgraph.CredentialGraph(EmbeddedStore(store))


@pytest.fixture(scope="module")
def hostile() -> credgraph.CredentialGraph:
    return hostile_graph()


@pytest.mark.parametrize("name", NAMES)
def test_an_export_of_hostile_records_writes_below_its_target_alone(
    name: str, hostile: credgraph.CredentialGraph, tmp_path: Path
) -> None:
    made: Export = hostile.export(name, force=True)
    target = tmp_path / "a" / "b" / "out"
    count = made.save(target)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == count
    assert all(path.is_relative_to(target) for path in written)
