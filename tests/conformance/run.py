"""Runs the conformance suites: `python -m conformance.run` (`--help` lists the options).

The exit code is 1 for a failure that is not known, a known one that has vanished, or a page that
says otherwise than the run; 2 where a folder was named that holds no suite.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from conformance.batches import SECONDS, verdicts
from conformance.known import news, read_known
from conformance.page import PAGE, page
from conformance.results import Result, Verdict
from conformance.suites import SUITES, Suite, UnsafeArchive, find, given_folder, why_untested

__all__ = ["main", "run"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is there, and say what differs; returns the exit code."""
    options = _parser().parse_args(arguments)
    folder = options.folder or given_folder()
    if folder is None:
        _say("skipped: no suites here; name their folder in CREDGRAPH_CONFORMANCE")
        return 0
    try:
        found = find(folder)
    except UnsafeArchive as error:
        _say(str(error))
        return 2
    if not found:
        _say(f"{folder} holds none of: {', '.join(suite.name for suite in SUITES)}")
        return 2
    lacking = [*_lacking(found)]
    for line in lacking:
        _say(line)
    results = [*run(found, options.seconds)]
    return _judge(results, options, is_whole=not lacking)


def run(found: Mapping[Suite, Path], seconds: float = SECONDS) -> Iterator[Result]:
    """Yield a result for each test of each suite with each subject that is installed."""
    for suite, manifest in found.items():
        reasons = {case: why_untested(case) for case in suite.read(manifest)}
        tested = [case for case, why in reasons.items() if not why]
        for subject in (each for each in suite.subjects if each.is_installed):
            for case, verdict in verdicts(suite.module, subject.name, tested, seconds):
                yield Result(suite.name, case, subject.name, verdict)
            for case, why in reasons.items():
                if why:
                    yield Result(suite.name, case, subject.name, Verdict("untested", why))


def _judge(results: list[Result], options: argparse.Namespace, is_whole: bool) -> int:
    """Print the counts and what differs from the known failures and from the page."""
    _print_counts(results)
    known = read_known()
    differing = news(results, known)
    made = page(results, known, SECONDS)
    if options.approve and is_whole and not differing:
        PAGE.write_text(made, "utf-8")
    elif not is_whole:
        _say(f"skipped: {PAGE.name} was not compared, as this machine lacks a part of the run")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != made:
        differing.append(f"{PAGE.name} says otherwise than this run: make conformance APPROVE=1")
    for line in differing:
        _say(line)
    return 1 if differing else 0


def _print_counts(results: Iterable[Result]) -> None:
    counts = dict[tuple[str, str], list[int]]()
    for result in results:
        if result.verdict.outcome != "untested":
            count = counts.setdefault((result.suite, result.subject), [0, 0])
            count[0] += not result.has_failed
            count[1] += 1
    for (suite, subject), (passed, total) in counts.items():
        sys.stdout.write(f"{suite:14} {subject:24} {passed:4} of {total:4}\n")


def _lacking(found: Mapping[Suite, Path]) -> Iterator[str]:
    """Yield a line for each suite and each subject that this machine lacks."""
    for suite in SUITES:
        if suite not in found:
            yield f"skipped: {suite.name} is not here; it is at {suite.address}"
    missing = {each for suite in found for each in suite.subjects if not each.is_installed}
    for subject in sorted(missing, key=lambda subject: subject.name):
        yield f"skipped: {subject.name} needs {subject.package}, which is not installed"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m conformance.run", description=__doc__)
    parser.add_argument("--folder", type=Path, help="of the suites; else CREDGRAPH_CONFORMANCE")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each test")
    parser.add_argument("--approve", action="store_true", help=f"write {PAGE.name} from the run")
    return parser


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
