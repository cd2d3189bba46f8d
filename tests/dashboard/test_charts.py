"""Charts: what they draw, their colours, and how long names fit on a phone."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from dashboard.charts.specs import Range, matrix_chart, range_chart, span_chart
from dashboard.charts.style import STATED_PAY, SURVEYED_WAGES


def test_pictures_are_made_of_what_they_are_given() -> None:
    bars = range_chart([Range("a", "g", 1, 2), Range("b", "g", 3, 4, 3.2, 3.8, 3.5)], target=3)
    assert "Wanted" in json.dumps(bars)
    marks = matrix_chart([{"x": "1", "y": "2", "k": "3"}], "x", "y", "k")
    assert "point" in json.dumps(marks)
    steps = [{"S": "one", "From": 0.0, "To": 3.0, "T": "t"}]
    assert "bar" in json.dumps(span_chart(steps, "From", "To", "S", "T"))


def test_a_long_name_is_drawn_in_lines_that_leave_a_phone_its_bars() -> None:
    name = "Electro-Mechanical and Mechatronics Technologists and Technicians"
    [name_in_lines] = [row["words"] for row in drawn(range_chart([Range(name, "g", 1, 2)]))]
    assert name_in_lines.replace("\n", " ") == name
    assert max(map(len, name_in_lines.split("\n"))) <= 46
    [cut] = [row["words"] for row in drawn(range_chart([Range("x" * 9000, "g", 1, 2)]))]
    assert cut.count("\n") < 4
    assert cut.endswith("…")


def drawn(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


def test_stated_pay_and_surveyed_wages_keep_their_colours_in_every_picture() -> None:
    groups = [STATED_PAY, SURVEYED_WAGES, "another"]
    scales = [
        range_chart([Range("a", one, 1, 2), Range("b", other, 1, 2)])["layer"][0]["encoding"][
            "color"
        ]
        for one in groups
        for other in groups
        if one != other
    ]
    found = [dict(zip(*(s["scale"][k] for k in ("domain", "range")), strict=True)) for s in scales]
    assert all(len(set(each.values())) == 2 for each in found)
    for group in (STATED_PAY, SURVEYED_WAGES):
        assert len({each[group] for each in found if group in each}) == 1


def test_pictures_ask_for_no_field_without_a_number() -> None:
    thin = json.dumps(range_chart([Range("a", "g", 1, 2)]))
    assert '"lower"' not in json.dumps(json.loads(thin)["layer"])
    assert '"middle"' not in json.dumps(json.loads(thin)["layer"])
    steps = [{"S": "one", "From": 0.0, "To": 3.0, "T": "t"}]
    assert "point" not in json.dumps(span_chart(steps, "From", "To", "S", "T"))


def test_no_bar_of_a_timeline_ends_at_the_edge() -> None:
    spec = span_chart([{"S": "one", "From": 0.0, "To": 24.0, "T": "t"}], "From", "To", "S", "T")
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][1] > 24
