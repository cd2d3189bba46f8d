"""Server processes for tests, started on a free port of loopback and ended afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["SECONDS", "free_port", "running"]

SECONDS = 180  # for the first answer, on a busy machine


@contextmanager
def running(
    command: Callable[[int], Sequence[str]],
    alive: str = "/",
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[str]:
    """Run a server on a free port of this machine; yield its address and end it afterwards.

    `command` returns what to start on a port, in `folder`; `alive` is a path that the server
    answers once it is up. Raises TimeoutError if it does not answer.
    """
    port = free_port()
    server = subprocess.Popen(
        command(port),
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe that nobody reads fills up
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}{alive}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
        return found


def _wait_for(url: str) -> None:
    for _ in range(SECONDS * 5):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {SECONDS} seconds")
