"""The CTDL export passes the validator of a third party, which knows the schema of CTDL."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import credgraph

# Errors that the validator reports on correct records: its rule, the property, and why.
JUSTIFIED = {
    # Release 0.2.1 wants a subclass of the range rdfs:Resource, to which every resource belongs.
    ("RANGE_VIOLATION", "ceterms:hasMember"),
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the CTDL export and, in separate files, the records held back."""
    if find_spec("ctdl_validate") is None:
        pytest.skip("ctdl-validate is not installed: it is published for Python 3.12 and newer")
    folder = tmp_path_factory.mktemp("ctdl")
    credgraph.open().export("ctdl", force=True).save(folder)
    return folder


@pytest.mark.parametrize("name", ["ctdl.jsonld", "ctdl.not-conforming.jsonld"])
def test_the_export_has_no_error_that_is_not_explained(exported: Path, name: str) -> None:
    command = [sys.executable, "-m", "ctdl_validate", "--format", "json", str(exported / name)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(ran.stdout)
    errors = [f for f in report["findings"] if f["severity"] == "ERROR"]
    assert [e for e in errors if (e["code"], e["property"]) not in JUSTIFIED] == []
    assert len(json.loads((exported / name).read_text("utf-8"))["@graph"]) > 10
