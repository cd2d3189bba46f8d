"""Pay: what each stack of credentials earns, compared with the real wages of a state."""

from __future__ import annotations

import streamlit as st

from dashboard.charts import STATED_PAY, SURVEYED_WAGES, Range, range_chart, show_chart
from dashboard.state import (
    Named,
    ask,
    choose,
    choose_option,
    enter_number,
    escape,
    flagged,
    members,
    report_errors,
    restore_profile,
)
from dashboard.tables import show_table

_VIEWS = {"stacks": "Stacks in one state", "states": "One occupation in all states"}
_FLOOR = " (some figure: so much or more)"  # the survey gives no exact figure above a limit


def page() -> None:
    """Show the page."""
    st.title("Pay", anchor=False)
    restore_profile(area="area", pay="pay")
    view = choose_option("View", "view", _VIEWS, "stacks")
    places = st.columns([2, 2, 1])
    with places[0]:
        default = "us" if view == "stacks" else ""
        area = choose("State", "area", members("cg:Area"), default=default)
    with places[1]:
        needed = "soc-17-3024" if view == "states" else ""
        occupation = choose("Occupation", "occupation", members("cg:Occupation"), default=needed)
    with places[2]:
        target = enter_number("Pay wanted (USD a year)", "pay", 65000)
    if view == "states" and occupation:
        with report_errors():
            _states(occupation, area, target)
    elif area:
        with report_errors():
            _stacks(area, occupation, target)


def _stacks(area: Named, occupation: Named | None, target: int) -> None:
    wages = ask("wages_in_state", area=area.iri)
    bands = ask("pay_bands_by_stack")
    if occupation:
        wages = wages.only("occupation", occupation.iri)
        bands = ask("pay_bands_of_occupation", occupation=occupation.iri)
    rows = [_wage(row, row["occupation_label"], SURVEYED_WAGES) for row in wages]
    rows += [_band(row) for row in bands]
    _picture(rows, target)
    st.header(f"Which stacks reach {target:,} USD", anchor=False)
    reaching = ask("stacks_reaching_pay", pay=str(target))
    show_table(reaching, "No pay band in the graph reaches this pay.", key="reach")
    st.header("Pay by stack of credentials", anchor=False)
    show_table(bands, "The graph holds no pay band for this occupation.", key="bands")
    st.header(escape(f"Wages in {area.label}"), anchor=False)
    show_table(wages, f"The survey states no wages for this in {area.label}.", key="wages")


def _states(occupation: Named, area: Named | None, target: int) -> None:
    wages = ask("wages_of_occupation_by_state", occupation=occupation.iri)
    nation = ask("wage_of_occupation_nationwide", occupation=occupation.iri)
    rows = [_wage(row, row["area_label"], "United States") for row in nation]
    states = [
        _wage(row, row["area_label"], area.label if area and row["area"] == area.iri else "States")
        for row in wages
    ]
    rows += sorted(states, key=lambda row: -(row.middle or 0))
    _picture(rows, target)
    show_table(wages, "The survey states no wages for this occupation.", key="by-state", grid=True)


def _picture(rows: list[Range], target: int) -> None:
    drawn = [row for row in rows if row.low and row.high]
    if not drawn:
        st.info("There is no range to draw for this choice.")
        return
    show_chart(
        range_chart(drawn, target), alt=f"Pay ranges of {len(drawn)} rows against {target:,} USD"
    )
    st.caption(
        "Thin bar: 10th to 90th percentile, or from the lowest to the highest pay of a stack. "
        "Thick bar: middle half. Black tick: median. Dashed line: the pay wanted. "
        "The tables below hold the same numbers."
    )


def _wage(row: dict[str, object], label: str, group: str) -> Range:
    numbers = [_number(row[name]) for name in ("p10", "p90", "p25", "p75", "median")]
    label += _FLOOR if row["floor"] else ""
    return Range(label, group, numbers[0] or 0, numbers[1] or 0, *numbers[2:])


def _band(row: dict[str, object]) -> Range:
    low, high = _number(row["min_pay"]) or 0, _number(row["max_pay"]) or 0
    return Range(flagged(str(row["band_label"]), row["disputed"]), STATED_PAY, low, high)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


page()
