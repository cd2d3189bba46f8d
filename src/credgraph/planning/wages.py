"""Surveyed wages in the occupation of a pay band: in the state or, failing that, the nation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from credgraph.errors import CredGraphError
from credgraph.planning.evidence import Evidence
from credgraph.planning.model import Fact, Thing, Wages
from credgraph.questions import Parameter, QuestionSource

__all__ = ["RealWages", "where_wages_reach"]

_PERCENTILES = {"p10": "10th", "p25": "25th", "median": "median", "p75": "75th", "p90": "90th"}
_NATION = Parameter("area", "Area", "iri", "cg:Area", "US")


class RealWages:
    """The surveyed wages of one state, with those of the nation to fall back on."""

    def __init__(self, graph: QuestionSource, evidence: Evidence, state: Thing | None) -> None:
        self._graph, self._evidence, self._state = graph, evidence, state
        self._found: dict[str, tuple[tuple[Wages, ...], tuple[Fact, ...]]] = {}

    def for_band(self, band: str) -> tuple[tuple[Wages, ...], tuple[Fact, ...]]:
        """Return the wages of the band's occupation, and the facts they rest on."""
        if band not in self._found:
            self._found[band] = self._surveyed(band)
        return self._found[band]

    def _surveyed(self, band: str) -> tuple[tuple[Wages, ...], tuple[Fact, ...]]:
        for place in _places(self._graph, self._state):
            values = {"band": band, "area": place.iri}
            rows = [*self._graph.ask("band_against_state_wages", **values)]
            if rows:
                facts = [
                    self._evidence.fact_in(row, "real wages")
                    for row in self._graph.ask("wages_behind_band", **values)
                ]
                return tuple(_wages(row, place) for row in rows), tuple(dict.fromkeys(facts))
        return (), ()


def where_wages_reach(graph: QuestionSource, pay: Decimal, state: Thing | None) -> str:
    """Name an occupation of the state, else of the nation, whose wages reach a pay."""
    for place in _places(graph, state):
        rows = [*graph.ask("wages_in_state", area=place.iri)]
        if rows:
            return _reached_in(rows, pay, place)
    return ""


def _reached_in(rows: list[dict[str, Any]], pay: Decimal, place: Thing) -> str:
    for column, name in _PERCENTILES.items():
        found = [row["occupation_label"] for row in rows if (row[column] or 0) >= pay]
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            return (
                f"In {place.label} wages reach it at the {name}{' percentile' * (name != 'median')}"
                f" of {found[0]}{more}; no source states which credentials lead there."
            )
    return f"In {place.label} no surveyed wage that the graph holds is as high."


def _places(graph: QuestionSource, state: Thing | None) -> list[Thing]:
    places = [state] if state else []
    try:
        nation = graph.records.find("US", _NATION)
    except CredGraphError:
        return places
    label = graph.records.labels([nation])[nation.value]
    return list(dict.fromkeys([*places, Thing(nation.value, label)]))


def _wages(row: dict[str, Any], place: Thing) -> Wages:
    return Wages(
        occupation=Thing(row["occupation"], row["occupation_label"]),
        placed=row["placed"],
        place=place,
        percentiles=tuple((name, row[column]) for column, name in _PERCENTILES.items()),
        min_pay_lies=row["min_pay_lies"] or "",
        max_pay_lies=row["max_pay_lies"] or "",
        jobs=row["employment"],
        surveyed=row["period"],
    )
