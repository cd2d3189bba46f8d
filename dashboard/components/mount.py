"""Makes Streamlit components out of the files that npm built."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer
from streamlit.errors import StreamlitAPIException

SCRIPT = "index-*.js"


class NotBuilt(Exception):
    """The browser part of a component has not been built on this machine."""


def component(name: str, package: Path) -> ComponentRenderer:
    """Make the component whose built files are in `package`.

    An installed wheel names its files in a manifest, and Streamlit serves them from there. A
    checkout has no manifest; then the script itself is handed to Streamlit.
    """
    build = package / "frontend" / "build"
    scripts = sorted(build.glob(SCRIPT))
    if len(scripts) != 1 or not (build / "style.css").is_file():
        raise NotBuilt(
            f"The browser part of {name} is not built: say `python -m dashboard.components.build`."
        )
    html = f'<div class="{name.replace("_", "-")}"></div>'
    css = (build / "style.css").read_text(encoding="utf-8")
    try:
        return st.components.v2.component(f"credgraph.{name}", html=html, css=css, js=SCRIPT)
    except StreamlitAPIException:
        script = scripts[0].read_text(encoding="utf-8")
        return st.components.v2.component(f"credgraph.{name}", html=html, css=css, js=script)
