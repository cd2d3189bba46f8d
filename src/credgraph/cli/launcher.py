"""Starts the explorer: `dashboard/app.py`, run by Streamlit in place of the command's process."""

from __future__ import annotations

import os
import socket
import sys
from importlib.util import find_spec
from typing import NoReturn

from credgraph.errors import PackageMissing, PortTaken
from credgraph.resources import home
from credgraph.store import connect

__all__ = ["start"]


def start(*, port: int | None = None, browser: bool = True, store: str | None = None) -> NoReturn:
    """Serve the explorer to this machine until it is stopped; never returns.

    Without a port it is Streamlit's own, 8501, or the next that is free. `store` is a folder or an
    endpoint to show in place of the shipped graph. Raises PackageMissing without the extra,
    StoreUnavailable for what is no store, PortTaken.
    """
    if find_spec("streamlit") is None:
        raise PackageMissing("Streamlit", "the explorer", "explorer")
    if store is not None:
        connect(store)  # what cannot be opened is told here rather than on every page
    if port is not None:
        _try(port)
    command = _command(port, browser)
    os.execve(command[0], command, _environment(store))  # noqa: S606


def _try(port: int) -> None:
    with socket.socket() as wanted:
        wanted.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name == "posix")
        try:
            wanted.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(port) from None


def _command(port: int | None, browser: bool) -> list[str]:
    """Return how to start it; its settings lie beside the script, where Streamlit finds them."""
    options = [] if port is None else [f"--server.port={port}"]
    if not browser:
        options.append("--server.headless=true")
    # -P, or a file that lies in the working folder could stand in for a package
    script = f"{home()}/dashboard/app.py"
    return [sys.executable, "-P", "-m", "streamlit", "run", script, *options]


def _environment(store: str | None) -> dict[str, str]:
    own = dict(os.environ)
    if store is not None:
        own["CREDGRAPH_STORE"] = store if "://" in store else os.path.abspath(store)
    return own
