"""What the published files say and the shipped graph says too is marked, to be kept once."""

from __future__ import annotations

import pytest
from national import DATASETS, kept, needs_datasets

from credgraph.importers import esco, etpl, joins, naics, soc
from credgraph.importers.dataset import Dataset, Source
from credgraph.importers.hearing import Hearing
from credgraph.importers.statements import Shared
from credgraph.store import shipped_quads

FILES: dict[str, tuple[Dataset, list[str]]] = {
    "soc": (soc.DATASET, ["codes/soc2018_definitions.csv"]),
    "naics": (naics.DATASET, ["naics/naics_2022_codes.csv"]),
    "etpl": (etpl.DATASET, ["nj/nj_etpl_programs.csv.gz"]),
    "esco": (esco.DATASET, ["esco-1.2.0/occupations_en.csv.gz"]),
    "joins": (joins.DATASET, ["nj/nj_etpl_programs.csv.gz"]),
}


@needs_datasets
@pytest.mark.parametrize("name", FILES)
def test_nothing_that_ships_is_said_a_second_time(name: str) -> None:
    dataset, files = FILES[name]
    shipped = {line.rpartition(" <")[0] for line in Hearing(shipped_quads()).opening()}
    said = dataset.statements([Source(DATASETS / file) for file in files], kept())
    again = [
        line
        for piece in said
        if type(piece) is not Shared
        for line in piece.splitlines()
        if line.rpartition(" <")[0] in shipped
    ]
    assert again == []
