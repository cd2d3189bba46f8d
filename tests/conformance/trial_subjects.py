"""Subjects for the tests of the runner: each test of theirs goes the way that its name says."""

from __future__ import annotations

import os
import sys
import time

from conformance.manifests import Case
from conformance.subjects import Difference, Subject

__all__ = ["SUBJECTS"]


class _Panic(BaseException):
    """As a panic in Rust arrives."""


def _go(case: Case) -> None:
    print("noise on standard output")
    if case.name == "differs":
        raise Difference("another answer")
    if case.name == "raises":
        raise ValueError("no answer")
    if case.name == "panics":
        raise _Panic("no answer")
    if case.name == "ends":
        os.abort()
    if case.name == "exits":
        sys.exit(0)
    if case.name == "hangs":
        time.sleep(600)


SUBJECTS = (Subject("trial", _go, "pyoxigraph"),)
