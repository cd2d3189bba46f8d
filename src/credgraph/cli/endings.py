"""How the command ends: whatever is raised becomes one line on standard error and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from credgraph.cli.output import complain, note
from credgraph.errors import CredGraphError
from credgraph.native_engines import is_panic

__all__ = ["clean_up_when_interrupted", "end_when_interrupted", "open_missing_streams", "told"]


def told(work: Callable[[], int]) -> int:
    """Return the exit code of the work; what it raises is told on one line, and the code is 2."""
    try:
        return work()
    except SystemExit as stop:
        return int(stop.code or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, such as head, stopped reading
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except BaseException as error:
        if not isinstance(error, Exception) and not is_panic(error):
            raise
        complain(_sentence(error))
        return 2


def _sentence(error: BaseException) -> str:
    if isinstance(error, CredGraphError):
        return str(error)
    if isinstance(error, OSError):
        return f"the answer cannot be written ({error.strerror or error})"
    if isinstance(error, MemoryError):
        return "this needs more memory than there is; narrow it or raise --memory"
    if isinstance(error, RecursionError):
        return "this is nested too deep; make it simpler"
    return _of_ours(error)


def _of_ours(error: BaseException) -> str:
    """Tell of a fault of ours; CREDGRAPH_DEBUG=1 shows where it arose."""
    if os.environ.get("CREDGRAPH_DEBUG"):
        import traceback

        note("".join(traceback.format_exception(error)))
    reason = (str(error).splitlines() or [""])[0][:200]
    return (
        f"a fault of ours, {type(error).__name__} ({reason}); please report it with what you "
        "typed, and with what CREDGRAPH_DEBUG=1 shows"
    )


def open_missing_streams() -> None:
    """Give a process that was started without standard streams ones that lead nowhere."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", closefd=False))


def end_when_interrupted() -> None:
    """Let Ctrl+C end the process at once: Python itself waits for the engine to return."""
    _at_interrupt(signal.SIG_DFL)


def clean_up_when_interrupted() -> None:
    """Let Ctrl+C raise KeyboardInterrupt, so that files in the making are removed."""
    _at_interrupt(signal.default_int_handler)


def _at_interrupt(handler: Any) -> None:
    try:
        signal.signal(signal.SIGINT, handler)
    except ValueError:  # not the main thread, so not the command
        return
