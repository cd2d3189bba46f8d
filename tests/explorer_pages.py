"""Pages of the explorer run without a browser, and what they show."""

from __future__ import annotations

from typing import Any

import pandas as pd
from places import ROOT
from streamlit.testing.v1 import AppTest

from dashboard.state.errors import BROKEN

__all__ = ["APP", "HOSTILE", "shown", "tables", "words"]

APP = ROOT / "dashboard" / "app.py"
HOSTILE = "<img src=x onerror=alert(1)> ![p](http://a.example/p.png) [c](javascript:alert(1))"


def shown(view: str, **query: str | list[str]) -> AppTest:
    """Run a view with the parameters of an address; fail if any part of it went wrong."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(f"views/{view}.py")
    app.run()
    assert not app.exception, (view, query, [e.message for e in app.exception])
    assert BROKEN not in [element.value for element in app.error], (view, query)
    return app


def words(app: AppTest) -> str:
    """Return the texts of a page, grids left out, without the escapes of Markdown."""
    kinds: tuple[Any, ...] = (
        app.title, app.header, app.subheader, app.markdown, app.caption, app.text, app.info,
        app.warning,
    )  # fmt: skip
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def tables(app: AppTest) -> list[pd.DataFrame]:
    """Return the tables of a page: those written in Markdown, then the grids."""
    written = [e.value for e in app.markdown if str(e.value).startswith("| ")]
    return [*map(_as_written, written), *(element.value for element in app.dataframe)]


def _as_written(text: str) -> pd.DataFrame:
    heads, _, *rows = [line[2:-2].split(" | ") for line in text.splitlines()]
    return pd.DataFrame(rows, columns=heads)
