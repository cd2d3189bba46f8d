"""The process that runs tests with one subject: `python -m conformance.child MODULE SUBJECT`.

Each line of input is a test, each line of output what came of it. An engine may end the process at
any point; then `batches` starts another.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from dataclasses import asdict
from importlib import import_module

from conformance.manifests import Case
from conformance.results import LONGEST_DETAIL, Verdict
from conformance.subjects import Difference, Subject

__all__ = ["main", "verdict"]


def main() -> None:
    """Run tests until the input ends."""
    module, name = sys.argv[1:]
    [subject] = [each for each in import_module(module).SUBJECTS if each.name == name]
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no verdict
    logging.disable()
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        made = verdict(subject, Case(**json.loads(line)))
        replies.write(json.dumps(asdict(made)) + "\n")
        replies.flush()


def verdict(subject: Subject, case: Case) -> Verdict:
    """Return what comes of a test."""
    try:
        subject.check(case)
    except Difference as difference:
        return Verdict("failed", str(difference)[:LONGEST_DETAIL])
    except BaseException as error:  # a panic in Rust is not an Exception
        return Verdict("error", f"{type(error).__name__}: {error}"[:LONGEST_DETAIL])
    return Verdict("passed")


if __name__ == "__main__":
    main()
