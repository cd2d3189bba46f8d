"""Occupations of O*NET: names, other titles, job zones and kin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from credgraph.importers import soc
from credgraph.importers.dataset import Row, Sink
from credgraph.importers.onet.codes import CODE, GRAPH, accepted, occupation

__all__ = ["job_zones", "occupations", "related", "titles"]

_RELATED = {
    "Primary-Short": "cg:relatedOccupation",
    "Primary-Long": "cg:relatedOccupation",
    "Supplemental": "cg:distantlyRelatedOccupation",
}


def occupations(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield the name, code and definition of each occupation; one that SOC has keeps SOC's code."""
    for row in rows:
        if not accepted(row, sink):
            continue
        code, title = row.cells[CODE], row.cells["Title"]
        subject = occupation(code)
        whole = code.endswith(".00")
        yield from GRAPH.concept(subject, "cg:Occupation", title, code[:7] if whole else code)
        yield GRAPH.shared_words(subject, "skos:definition", row.cells["Description"])
        if not whole:
            yield GRAPH.shared_link(subject, "skos:broader", soc.occupation(code[:7]))


def titles(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield the other titles of occupations: from Alternate Titles or Sample of Reported Titles.

    A title is given to every occupation that the table gives it to: 6,841 fit more than one.
    """
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if not accepted(row, sink):
            continue
        cells = row.cells
        texts = (
            cells.get("Alternate Title"),
            cells.get("Short Title"),
            cells.get("Reported Job Title"),
        )
        new = {(cells[CODE], text) for text in texts if text and text != cells.get("Title")} - seen
        if not new:
            sink.skip("the title is the occupation's own, or was given before")
        for code, text in sorted(new):
            yield GRAPH.shared_words(occupation(code), "skos:altLabel", text)
        seen |= new


def job_zones(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield the job zone of each occupation: from 1, little preparation, to 5, extensive."""
    for row in rows:
        zone = row.cells["Job Zone"]
        if not accepted(row, sink):
            continue
        if zone not in ("1", "2", "3", "4", "5"):
            sink.reject(row.line, f"Job Zone is {zone!r}, expected 1 to 5")
        else:
            yield GRAPH.typed(occupation(row.cells[CODE]), "cg:jobZone", zone, "integer")


def related(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield which occupations are kin: primary ones as related, supplemental as distantly so."""
    for row in rows:
        tier = row.cells["Relatedness Tier"]
        if not accepted(row, sink, CODE, "Related O*NET-SOC Code"):
            continue
        if tier not in _RELATED:
            sink.reject(row.line, f"Relatedness Tier is {tier!r}, expected {', '.join(_RELATED)}")
        else:
            kin = occupation(row.cells["Related O*NET-SOC Code"])
            yield GRAPH.link(occupation(row.cells[CODE]), _RELATED[tier], kin)
