"""A store that is swapped while it is served: no request is lost, and the new data is answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pyoxigraph as ox
import pytest
from server.conftest import serving
from starlette.testclient import TestClient

from credgraph.errors import StoreUnavailable
from credgraph.server.releases import release_of

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def made(folder: Path, triples: int) -> Path:
    """Make a store of so many statements."""
    store = ox.Store(str(folder))
    graph, predicate = ox.NamedNode("http://e/g"), ox.NamedNode("http://e/p")
    store.bulk_extend(
        ox.Quad(ox.NamedNode(f"http://e/{n}"), predicate, ox.Literal(n), graph)
        for n in range(triples)
    )
    store.flush()
    del store
    return folder


def counted(client: TestClient) -> str:
    found = client.get("/sparql", params={"query": COUNT})
    assert found.status_code == 200, found.text
    return str(found.json()["results"]["bindings"][0]["n"]["value"])


def by_link(place: Path, new: Path) -> None:
    link = place.with_name("next")
    link.symlink_to(new)
    link.replace(place)


def by_renaming(place: Path, new: Path) -> None:
    place.rename(place.with_name("old"))
    time.sleep(0.5)  # meanwhile there is no store at all
    new.rename(place)


@pytest.mark.parametrize("swap", [by_link, by_renaming])
def test_a_swap_under_load_loses_no_request(
    tmp_path: Path, swap: Callable[[Path, Path], None]
) -> None:
    old, new = made(tmp_path / "a", 100), made(tmp_path / "b", 200)
    place = tmp_path / "store"
    if swap is by_link:
        place.symlink_to(old)
    else:
        old.rename(place)
    with serving(place, workers=2, seconds=30) as client:
        before, seen, ended = (
            client.get("/health").json()["release"],
            list[str](),
            threading.Event(),
        )

        def ask() -> None:
            while not ended.is_set():
                seen.append(counted(client))

        askers = [threading.Thread(target=ask) for _ in range(3)]
        for each in askers:
            each.start()
        time.sleep(0.5)
        swap(place, new)
        until = time.monotonic() + 40
        while seen[-1:] != ["200"] and time.monotonic() < until:
            time.sleep(0.1)
        ended.set()
        for each in askers:
            each.join()
        assert set(seen) == {"100", "200"}
        assert client.get("/health").json()["release"] != before
        tag = client.get("/sparql", params={"query": COUNT}).headers["etag"]
        assert tag


def test_a_release_is_told_from_the_files_of_a_store(tmp_path: Path) -> None:
    store = made(tmp_path / "store", 10)
    release = release_of(store)
    (store / "LOG").write_text("the engine was here")
    assert release_of(store) == release
    copied = copytree(store, tmp_path / "copy")
    assert release_of(copied).name == release.name
    made(tmp_path / "copy", 20)
    assert release_of(copied).name != release.name
    with pytest.raises(StoreUnavailable, match="there is no store here"):
        release_of(tmp_path)
