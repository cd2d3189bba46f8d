"""The Standard Occupational Classification of 2018, its former codes and the survey's own codes.

Sources: the SOC 2018 definitions (23 major and 98 minor groups, 459 broad and 867 detailed
occupations), the SOC 2010 to 2018 crosswalk, and the OEWS hybrid table of 2019 (BLS; public
domain).

- A detailed occupation is a `cg:Occupation`; major, minor and broad groups are
  `cg:OccupationGroup`, as 262 broad groups share the title of a detailed occupation.
- A code of 2010 that became another code of 2018 stands at each of its successors as
  `cg:formerCode`: a code with several successors is ambiguous, and stays so.
- `cg:surveyedUnder` is what the hybrid table says: under which code the survey publishes an
  occupation whose own code it does not. Ask for the own code first, as the table is of 2019.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from credgraph.importers.by_table import from_tables, one_release, table
from credgraph.importers.dataset import Dataset, Release, Row, Sink
from credgraph.importers.licences import PUBLIC_DOMAIN
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = [
    "DATASET",
    "DEFINITIONS",
    "FORMER_CODES",
    "definitions",
    "former_codes",
    "group_above",
    "occupation",
    "survey_codes",
]

_GRAPH = NamedGraph("soc")
_CODE = re.compile(r"\d\d-\d{4}", re.ASCII)
_GROUPS = ("Major", "Minor", "Broad")


def occupation(code: str) -> str:
    """Return the IRI of the occupation or group with a SOC code such as `17-3024`."""
    return record("occupation", f"soc-{code}")


def definitions(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield the groups and occupations: class, label, code, group around it, definition."""
    known = {row.cells["SOCCode"]: row for row in rows if _accepted(row, "SOCCode", sink)}
    for code, row in known.items():
        subject, group = occupation(code), row.cells["SOCGroup"] in _GROUPS
        kind = "cg:OccupationGroup" if group else "cg:Occupation"
        yield from _GRAPH.concept(
            subject,
            kind,
            row.cells["SOCTitle"].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
            code,
        )
        yield _GRAPH.link(subject, "skos:inScheme", record("scheme", "occupation"))
        if row.cells["SOCDefinition"]:
            yield _GRAPH.shared_words(subject, "skos:definition", row.cells["SOCDefinition"])
        above = group_above(code, known)
        if above:
            yield _GRAPH.shared_link(subject, "skos:broader", occupation(above))


def group_above(code: str, known: Iterable[str]) -> str | None:
    """Return the code of the group around a code: broad, else minor, else major; None at the top.

    A minor group ends in 00, or in 000 where the major group has only wide ones (15-1200 lies in
    15-1000, which lies in 15-0000).
    """
    candidates = (code[:6] + "0", code[:5] + "00", code[:4] + "000", code[:3] + "0000")
    return next((each for each in candidates if each != code and each in known), None)


def former_codes(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield the codes of 2010 that a code of 2018 took over, whole or in part."""
    for row in rows:
        old, new = row.cells["SOCCode2010"], row.cells["SOCCode2018"]
        if not (_accepted(row, "SOCCode2010", sink) and _accepted(row, "SOCCode2018", sink)):
            continue
        if old == new:
            sink.skip("the code did not change")
        else:
            yield _GRAPH.text(occupation(new), "cg:formerCode", old)


def survey_codes(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield the code under which the survey of 2019 published each occupation, where it differs."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        pair = (row.cells["SOCCode2018"], row.cells["OES2019EstimatesCode"])
        if not all(_accepted(row, name, sink) for name in ("SOCCode2018", "OES2019EstimatesCode")):
            continue
        if pair[0] == pair[1] or pair in seen:
            sink.skip("published under its own code" if pair[0] == pair[1] else "said before")
            continue
        seen.add(pair)
        yield _GRAPH.link(occupation(pair[0]), "cg:surveyedUnder", occupation(pair[1]))


def _accepted(row: Row, column: str, sink: Sink) -> bool:
    if _CODE.fullmatch(row.cells[column]):
        return True
    sink.reject(row.line, f"{column} is {row.cells[column]!r}, expected a SOC code such as 17-3024")
    return False


DEFINITIONS = table("SOC definitions", "SOCGroup", "SOCCode", "SOCTitle", "SOCDefinition")
FORMER_CODES = table("SOC 2010 to 2018 crosswalk", "SOCCode2010", "SOCCode2018")
_SURVEY_CODES = table(
    "OEWS hybrid codes", "OES2019EstimatesCode", "SOCCode2018", "SOCCode2010", "NOTES"
)

DATASET = Dataset(
    name="soc",
    label="Standard Occupational Classification",
    publisher="US Bureau of Labor Statistics",
    licence=PUBLIC_DOMAIN,
    attribution="US Bureau of Labor Statistics, Standard Occupational Classification 2018.",
    tables=(DEFINITIONS, FORMER_CODES, _SURVEY_CODES),
    release=one_release(Release("2018", "2018-01-01", "soc-2018", "https://www.bls.gov/soc/2018/")),
    statements=from_tables(
        {
            DEFINITIONS.name: (DEFINITIONS, definitions),
            FORMER_CODES.name: (FORMER_CODES, former_codes),
            _SURVEY_CODES.name: (_SURVEY_CODES, survey_codes),
        }
    ),
)
