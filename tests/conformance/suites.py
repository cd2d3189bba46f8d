"""The suites, and where they are found: none is part of this repository.

A folder holds them as archives (.tar.gz) or unpacked, as a clone of their repository is. Archives
are unpacked into build/conformance, once for each content.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import cast

from places import ROOT, SHARED

from conformance.examples import examples
from conformance.manifests import Case, cases, is_federated
from conformance.subjects import Subject
from credgraph.scratch import scratch_folder

__all__ = ["SUITES", "Suite", "UnsafeArchive", "find", "given_folder"]

_UNPACKED = ROOT / "build" / "conformance"
_MAX_BYTES = 500 * 2**20  # of the files of an archive

_NO_UPDATES = "an update: the graph is read-only"
_ON_ITS_OWN = "about a server: a suite of its own below"
_NO_WRITING = "writing to a graph store: the graph is read-only"
_NO_ENTAILMENT = "an entailment regime: neither Oxigraph nor CredGraph infers anything"
_NO_FEDERATION = "data on other servers: a query of ours calls none"


class UnsafeArchive(Exception):
    """An archive that would write elsewhere, or more than it may."""


@dataclass(frozen=True)
class Suite:
    """A suite: the manifest that begins it, as the end of a path, and its public address.

    `module` holds the subjects that run its tests, which `read` reads.
    """

    name: str
    manifest: str
    address: str
    module: str

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Return what the suite is run with."""
        return cast("tuple[Subject, ...]", import_module(self.module).SUBJECTS)

    read: Callable[[Path], Iterator[Case]] = cases


_SHACL = ("https://github.com/w3c/data-shapes", "conformance.shacl_subjects")
_SPARQL = ("https://github.com/w3c/rdf-tests", "conformance.sparql_subjects")
_SERVER = (_SPARQL[0], "conformance.server_subjects")
SUITES = (
    Suite("SHACL Core", "data-shapes-test-suite/tests/core/manifest.ttl", *_SHACL),
    Suite("SHACL-SPARQL", "data-shapes-test-suite/tests/sparql/manifest.ttl", *_SHACL),
    Suite("SPARQL 1.1", "sparql/sparql11/manifest-all.ttl", *_SPARQL),
    Suite("SPARQL 1.2", "sparql/sparql12/manifest.ttl", *_SPARQL),
    Suite(
        "SIB examples",
        "examples/prefixes.ttl",
        "https://github.com/sib-swiss/sparql-examples",
        _SPARQL[1],
        examples,
    ),
    Suite("SPARQL 1.1 Protocol", "sparql/sparql11/protocol/manifest.ttl", *_SERVER),
    Suite("Service Description", "sparql/sparql11/service-description/manifest.ttl", *_SERVER),
)


def given_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of the suites: CREDGRAPH_CONFORMANCE, or one beside the checkout."""
    given = environment.get("CREDGRAPH_CONFORMANCE")
    if given:
        return Path(given)
    beside = SHARED / "conformance"
    return beside if beside.is_dir() else None


def find(folder: Path, suites: Iterable[Suite] = SUITES) -> dict[Suite, Path]:
    """Return the manifest of each suite that a folder holds; raises UnsafeArchive."""
    places = [folder, *map(_unpacked, sorted(folder.glob("*.tar.gz")))]
    found = dict[Suite, Path]()
    for suite in suites:
        name = suite.manifest.rpartition("/")[2]
        for path in sorted(path for place in places for path in place.rglob(name)):
            if path.as_posix().endswith(f"/{suite.manifest}"):
                found.setdefault(suite, path.resolve())
    return found


def _unpacked(archive: Path) -> Path:
    """Return the folder with the files of an archive, unpacked if they are not yet."""
    folder = _UNPACKED / sha256(archive.read_bytes()).hexdigest()[:16]
    if not folder.exists():
        _UNPACKED.mkdir(parents=True, exist_ok=True)
        with scratch_folder(_UNPACKED) as scratch:
            _unpack(archive, scratch / "files")
            (scratch / "files").rename(folder)
    return folder


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with tarfile.open(archive) as packed:
            if sum(member.size for member in packed) > _MAX_BYTES:
                raise UnsafeArchive(f"{archive.name} holds more than {_MAX_BYTES:,} bytes")
            packed.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise UnsafeArchive(f"{archive.name} cannot be unpacked: {error}") from None


def why_untested(case: Case) -> str:
    """Return why a test is not run, or an empty string for one that is."""
    if "Update" in case.kind:
        return _NO_UPDATES
    if case.kind == "GraphStoreProtocolTest":
        return _NO_WRITING
    if case.kind in ("ProtocolTest", "ServiceDescriptionTest"):
        if "/" in case.name:
            return _ON_ITS_OWN
        return _NO_UPDATES if case.name.startswith("update_") else ""
    if case.name.startswith("entailment/"):
        return _NO_ENTAILMENT
    return _NO_FEDERATION if is_federated(case) else ""
