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


def start(
    *,
    port: int | None = None,
    browser: bool = True,
    store: str | None = None,
    server: str | None = None,
) -> NoReturn:
    """Serve the explorer to this machine until it is stopped; never returns.

    Without a port, Streamlit takes 8501 or the next free one. `store` is a folder or an
    endpoint to show in place of the shipped graph, `server` the address of a server of the same
    graph, to which pages then link. Raises PackageMissing without the extra,
    StoreUnavailable if the store cannot be opened, PortTaken.
    """
    if find_spec("streamlit") is None:
        raise PackageMissing("Streamlit", "the explorer", "explorer")
    if store is not None:
        connect(store)  # report a bad store here rather than on every page
    if port is not None:
        _check_free(port)
    command = _command(port, browser)
    os.execve(command[0], command, _environment(store, server))  # noqa: S606


def _check_free(port: int) -> None:
    with socket.socket() as wanted:
        wanted.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name == "posix")
        try:
            wanted.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(port) from None


def _command(port: int | None, browser: bool) -> list[str]:
    """Return the command to start it; Streamlit finds its settings in the script's folder."""
    options = [] if port is None else [f"--server.port={port}"]
    if not browser:
        options.append("--server.headless=true")
    # without -P, a file in the working folder could shadow a package
    script = f"{home()}/dashboard/app.py"
    return [sys.executable, "-P", "-m", "streamlit", "run", script, *options]


def _environment(store: str | None, server: str | None) -> dict[str, str]:
    own = dict(os.environ)
    if store is not None:
        own["CREDGRAPH_STORE"] = store if "://" in store else os.path.abspath(store)
    if server is not None:
        own["CREDGRAPH_SERVER"] = server
    return own
