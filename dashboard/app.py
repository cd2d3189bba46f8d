"""The explorer's navigation: `streamlit run dashboard/app.py`."""

import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:  # so that the views find `dashboard`
    sys.path.insert(0, str(HERE.parent))

from dashboard.state import freeze_loaded, report_errors, viewing  # noqa: E402

PAGES = {
    "Find": {
        "start": ("Start", "home"),
        "plan": ("Plan a route", "route"),
        "record": ("One record", "description"),
        "compare": ("Compare", "compare_arrows"),
    },
    "Look up": {
        "funding": ("Funding", "savings"),
        "employers": ("Employers", "factory"),
        "pay": ("Pay", "payments"),
    },
    "Go deeper": {
        "graph": ("Graph", "hub"),
        "sparql": ("SPARQL", "terminal"),
        "quality": ("Quality", "fact_check"),
        "check": ("Check a file", "upload_file"),
        "export": ("Export", "ios_share"),
    },
}

st.set_page_config(page_title="CredGraph", page_icon="🧭", layout="wide")
pages = {
    section: [
        st.Page(
            HERE / "views" / f"{stem}.py",
            title=title,
            icon=f":material/{icon}:",
            url_path=stem,
            default=stem == "start",
        )
        for stem, (title, icon) in entries.items()
    ]
    for section, entries in PAGES.items()
}
st.html(HERE / "style.css")
page = st.navigation(pages)
with viewing(page.url_path), report_errors():
    page.run()
freeze_loaded(page.url_path)
