"""Some hundreds of the fuzzer's cases, and the fuzzer itself against endings that are wrong."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from places import ROOT

from fuzz.inputs import Case, case
from fuzz.trial import Ending
from fuzz.verdict import faults

_GOOD = Ending(2, b"", "credgraph: there is no such thing\n", ())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forked children here")
def test_no_input_ends_in_anything_but_an_answer_or_a_sentence() -> None:
    run = [sys.executable, "-m", "fuzz.run", "--count", "200", "--processes", "1"]
    path = os.pathsep.join(str(ROOT / folder) for folder in ("src", "tests"))
    done = subprocess.run(
        run, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, timeout=900
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "200 cases" in done.stdout


def test_a_number_names_one_case() -> None:
    for number in range(50):
        assert case(number, "http://x/") == case(number, "http://x/")


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (Ending(None, b"", "", ()), "ran for more"),
        (Ending(-11, b"", "", ()), "ended with -11"),
        (Ending(99, b"", "", ()), "ended with 99"),
        (Ending(2, b"", "credgraph: a\nTraceback (most recent call last)", ()), "traceback"),
        (Ending(2, b"", "credgraph: a fault of ours, KeyError", ()), "a fault of ours"),
        (Ending(1, b"", "", ()), "1 without findings"),
        (Ending(2, b"", "", ()), "0 lines that complain"),
        (Ending(2, b"", "credgraph: a\ncredgraph: b\n", ()), "2 lines that complain"),
        (Ending(0, b"", "credgraph: a\n", ()), "a complaint, and 0"),
        (Ending(2, b"", "credgraph: \x1b[31m\n", ()), "control character"),
        (Ending(0, b"", "", ("x",)), "left: x"),
    ],
)
def test_a_wrong_ending_is_noticed(ending: Ending, said: str) -> None:
    assert not faults(Case(("query",)), _GOOD)
    assert any(said in fault for fault in faults(Case(("query",)), ending))
