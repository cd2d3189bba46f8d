"""Fields of study: the Classification of Instructional Programs of 2020, paired with SOC 2018.

Source: the SOC 2018-CIP 2020 crosswalk (BLS and NCES; public domain). It is the only list of CIP
codes and titles in reach, so a field that no row names has no record.

A pair is a `skos:relatedMatch` from the field to the occupation, and no more than that: of 60
such pairs of programs, a counsellor would name 21. Rows that say NO MATCH give the field or the
occupation a note and no link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from credgraph.importers import soc
from credgraph.importers.by_table import from_tables, one_release, table
from credgraph.importers.dataset import Dataset, Release, Row, Sink
from credgraph.importers.licences import PUBLIC_DOMAIN
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["DATASET", "PAIRS", "dotted", "field", "pairs"]

_GRAPH = NamedGraph("cip")
_NO_MATCH = ("99.9999", "99-9999")
_CIP = re.compile(r"\d\d\.\d{4}", re.ASCII)
_SOC = re.compile(r"\d\d-\d{4}", re.ASCII)


def field(code: str) -> str:
    """Return the IRI of the field with a CIP code of any length, such as `15.0613` or `15.06`."""
    return record("field-of-study", f"cip-{code.replace('.', '-')}")


@lru_cache(maxsize=4096)
def dotted(code: str) -> str | None:
    """Return a CIP code as `15.0613`, `15.06` or `15` from how lists write it, None if it is none.

    They leave out the point, and spreadsheets a leading zero: `10504` is 01.0504.
    """
    text = code.strip()
    if re.fullmatch(r"\d{1,2}\.(\d{2}|\d{4})", text, re.ASCII):
        return text.zfill(len(text.partition(".")[2]) + 3)
    if re.fullmatch(r"\d{1,6}", text, re.ASCII):
        digits = text.zfill(len(text) + len(text) % 2)
        return digits if len(digits) == 2 else f"{digits[:2]}.{digits[2:]}"
    return None


def pairs(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield each field once, with its group, and the occupations that it is paired with."""
    seen: set[str] = set()
    for row in rows:
        cip, code = row.cells["CIP2020Code"], row.cells["SOC2018Code"]
        if not (_CIP.fullmatch(cip) and _SOC.fullmatch(code)):
            sink.reject(
                row.line, f"expected codes such as 15.0613 and 17-3024, found {cip!r}, {code!r}"
            )
        elif cip in _NO_MATCH:
            yield _GRAPH.english(soc.occupation(code), "skos:editorialNote", _NONE_FOR_OCCUPATION)
        else:
            yield from _field(cip, row.cells["CIP2020Title"], seen)
            if code in _NO_MATCH:
                yield _GRAPH.english(field(cip), "skos:editorialNote", _NONE_FOR_FIELD)
            else:
                yield _GRAPH.link(field(cip), "skos:relatedMatch", soc.occupation(code))


_NONE_FOR_FIELD = "The SOC-CIP crosswalk pairs this field with no occupation."
_NONE_FOR_OCCUPATION = "The SOC-CIP crosswalk pairs this occupation with no field of study."


def _field(code: str, title: str, seen: set[str]) -> Iterator[str]:
    """Yield a field at its first mention; its group has a code but no title in the crosswalk."""
    for each, label in ((code[:5], f"CIP {code[:5]}"), (code, title.rstrip("."))):
        if each not in seen:
            seen.add(each)
            yield from _GRAPH.concept(field(each), "cg:FieldOfStudy", label, each)
            if each == code:
                yield _GRAPH.shared_link(field(each), "skos:broader", field(code[:5]))


PAIRS = table("SOC-CIP crosswalk", "SOC2018Code", "SOC2018Title", "CIP2020Code", "CIP2020Title")

DATASET = Dataset(
    name="cip",
    label="Classification of Instructional Programs, paired with occupations",
    publisher="US Bureau of Labor Statistics and National Center for Education Statistics",
    licence=PUBLIC_DOMAIN,
    attribution="US BLS and NCES, SOC 2018 to CIP 2020 crosswalk.",
    tables=(PAIRS,),
    release=one_release(
        Release("2020", "2020-01-01", "soc-cip-2020", "https://nces.ed.gov/ipeds/cipcode/")
    ),
    statements=from_tables({PAIRS.name: (PAIRS, pairs)}),
)
