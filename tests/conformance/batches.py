"""Runs tests in child processes, each test within its deadline.

A test that hangs, or an engine that ends its process, costs that test alone: the next one has a
new process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from threading import Timer
from typing import IO, cast

from places import ROOT

from conformance.manifests import Case
from conformance.results import Verdict

__all__ = ["SECONDS", "verdicts"]

SECONDS = 30.0  # for one test, the start of its process included
_LAST_SECONDS = 10  # for a process to end by itself
_PATH = os.pathsep.join(str(ROOT / folder) for folder in ("src", "tests", "."))


def verdicts(
    module: str, subject: str, cases: Iterable[Case], seconds: float = SECONDS
) -> Iterator[tuple[Case, Verdict]]:
    """Yield what comes of each test with a subject of a module."""
    child: _Child | None = None
    try:
        for case in cases:
            if child is None or child.has_ended:
                child = _Child(module, subject)
            yield case, child.verdict(case, seconds)
    finally:
        if child is not None:
            child.end()


class _Child:
    """A process that runs one test after another."""

    def __init__(self, module: str, subject: str) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "conformance.child", module, subject],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": _PATH},
            cwd=ROOT,
            start_new_session=True,  # a group of its own, to be killed as one
            text=True,
            encoding="utf-8",
        )
        self.has_ended, self._expired = False, False

    def verdict(self, case: Case, seconds: float) -> Verdict:
        """Have a test run; a process that gives no verdict has ended."""
        timer = Timer(seconds, self._expire)
        timer.start()
        try:
            reply = self._asked(json.dumps(asdict(case)))
        finally:
            timer.cancel()
        if reply:
            return Verdict(**json.loads(reply))
        code = self.end()
        if self._expired:
            return Verdict("error", f"stopped after {seconds:g} seconds")
        return Verdict("error", f"it ended its process, with the exit code {code}")

    def _asked(self, line: str) -> str:
        try:
            requests, replies = (
                cast("IO[str]", self._popen.stdin),
                cast("IO[str]", self._popen.stdout),
            )
            requests.write(f"{line}\n")
            requests.flush()
            return replies.readline()
        except OSError:  # the pipe is broken
            return ""

    def _expire(self) -> None:
        self._expired = True
        self._kill()

    def end(self) -> int:
        """Kill the process and what it started, and return its exit code."""
        self.has_ended = True
        with suppress(OSError):
            cast("IO[str]", self._popen.stdin).close()
        with suppress(subprocess.TimeoutExpired):  # it ends with its input, if it can
            self._popen.wait(_LAST_SECONDS)
        self._kill()
        return self._popen.wait()

    def _kill(self) -> None:
        with suppress(OSError):
            os.killpg(self._popen.pid, signal.SIGKILL)
