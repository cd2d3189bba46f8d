"""One case, run in a forked process with streams and folders of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import NoReturn

from endpoints import answering

from fuzz.inputs import Answer, Case

__all__ = ["DEADLINE", "FEW", "Ending", "run"]

FEW = "few"  # in the cache, the store with few records

DEADLINE = 60.0  # seconds; every case asks for less, or for what takes less by itself


@dataclass(frozen=True)
class Ending:
    """How a case ended: its exit code (None at the deadline), what it wrote, what it left."""

    code: int | None
    output: bytes
    errors: str
    left: tuple[str, ...]


def run(case: Case, cache: Path) -> Ending:
    """Run the case; `cache` holds the snapshot of the shipped graph and `FEW`, made before."""
    with TemporaryDirectory() as place, _endpoint(case.answer) as endpoint:
        folder, home = Path(place, "work"), Path(place, "home")
        for made in (folder, home):
            made.mkdir()
        for name, content in case.files.items():
            (folder / name).write_bytes(content)
        streams = [Path(place, name) for name in ("in", "out", "err")]
        streams[0].write_bytes(case.stdin)
        words = [
            w.replace("{folder}", str(folder))
            .replace("{endpoint}", endpoint)
            .replace("{few}", str(cache / FEW))
            for w in case.arguments
        ]
        ended, alive = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ended)
            _be_the_command(
                words, streams, folder, {"HOME": str(home), "CREDGRAPH_CACHE": str(cache)}
            )
        os.close(alive)
        code = _exit_code(child, ended)
        left = [
            p for p in (*folder.rglob("*"), *home.rglob("*")) if p.name.startswith(".credgraph-")
        ]
        left += [p for p in folder.iterdir() if p.name not in case.files and p.name != "made"]
        return Ending(
            code,
            streams[1].read_bytes(),
            streams[2].read_text("utf-8", "replace"),
            tuple(map(str, left)),
        )


def _exit_code(child: int, ended: int) -> int | None:
    """Wait for the child and its children, who all hold the other end of the pipe `ended`."""
    in_time, _, _ = select([ended], [], [], DEADLINE)
    os.close(ended)
    if in_time:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # its own group: the child made itself its leader
    os.waitpid(child, 0)
    return None


def _be_the_command(
    words: list[str], streams: list[Path], folder: Path, environment: dict[str, str]
) -> NoReturn:
    """Become `credgraph` with these words; the process ends with the command."""
    try:
        os.setsid()
        os.environ.update(environment)
        os.chdir(folder)
        for number, stream in enumerate(streams):
            os.dup2(os.open(stream, os.O_RDWR | os.O_CREAT), number)
        sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        sys.argv = ["credgraph", *words]
        from credgraph.cli import run as run_command

        run_command()
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(99)


@contextmanager
def _endpoint(answer: Answer | None) -> Iterator[str]:
    if answer is None:
        yield "http://127.0.0.1:1/"
        return
    with answering(lambda call: _reply(call, answer)) as address:
        yield address


def _reply(call: BaseHTTPRequestHandler, answer: Answer) -> None:
    call.send_response(answer.status)
    call.send_header("Content-Type", answer.media)
    call.send_header("Content-Length", str(len(answer.body)))
    if answer.encoding:
        call.send_header("Content-Encoding", answer.encoding)
    call.end_headers()
    call.wfile.write(answer.body)
