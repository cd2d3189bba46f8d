"""What is in deploy/ holds together: the container file, the unit, and the page about them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from places import ROOT
from servers import running

from credgraph.cli.command import parser

DEPLOY = ROOT / "deploy"
UNIT, IMAGE = DEPLOY / "credgraph.service", DEPLOY / "Containerfile"
COMMAND = "/opt/credgraph/bin/credgraph"
INSTRUCTIONS = {
    *("ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN"),
    *("SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}
EXPOSURE = 2.0  # of ten, by systemd-analyze


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the container file with their arguments, lines joined."""
    lines = [line for line in IMAGE.read_text("utf-8").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    words = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(name, rest.strip()) for name, _, rest in words]


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions by stage; each begins with FROM."""
    made = list[list[tuple[str, str]]]()
    for name, rest in instructions():
        if name == "FROM":
            made.append([])
        made[-1].append((name, rest))
    return made


def served_with(words: list[str]) -> dict[str, object]:
    """Return the options of `credgraph serve`; exits where there is one that it does not know."""
    assert words[0] == "serve"
    return vars(parser("serve").parse_args(words))


def test_the_container_file_is_made_of_known_instructions() -> None:
    found = instructions()
    assert {name for name, _ in found} <= INSTRUCTIONS
    for name, rest in found:
        assert rest, name
        if rest.startswith("["):
            assert all(isinstance(word, str) for word in json.loads(rest)), rest
    names = {rest.split(" AS ")[1] for name, rest in found if name == "FROM" and " AS " in rest}
    assert {m[1] for name, rest in found if (m := re.match(r"--from=(\S+)", rest))} == names


def test_the_container_runs_without_root_and_tells_how_it_is() -> None:
    *_, last = [dict(stage) for stage in stages()]
    assert int(last["USER"].partition(":")[0]) > 0
    assert [name for name, _ in stages()[-1]].index("USER") > [n for n, _ in stages()[-1]].index(
        "RUN"
    )
    _, code = re.match(r"(.*?CMD )(\[.*\])$", last["HEALTHCHECK"]).groups()  # type: ignore[union-attr]
    python, flag, check = json.loads(code)
    assert (python, flag) == ("/opt/credgraph/bin/python", "-c")
    compile(check, "the health check", "exec")
    assert f":{last['EXPOSE']}/health" in check


def test_the_container_serves_with_options_that_there_are() -> None:
    command, *words = json.loads(dict(stages()[-1])["ENTRYPOINT"])
    options = served_with(words)
    assert command == COMMAND
    assert options["host"] == "0.0.0.0"  # noqa: S104 - the container publishes what it wants to
    assert str(options["port"]) == dict(stages()[-1])["EXPOSE"]
    copied = [rest.split()[-1] for name, rest in stages()[-1] if name == "COPY"]
    assert any(str(options["store"]).startswith(f"{place}/") for place in copied)


def test_the_unit_serves_with_options_that_there_are() -> None:
    [line] = re.findall(r"^ExecStart=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE)
    command, *words = shlex.split(line.replace("$CREDGRAPH_OPTIONS", "--base https://x.example"))
    assert command == COMMAND
    options = served_with(words)
    assert options["host"] == "127.0.0.1"
    [stop] = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)
    assert int(stop) > float(str(options["timeout"]))


def test_systemd_takes_the_unit_and_finds_it_little_exposed(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("this machine has no systemd-analyze")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace(COMMAND, sys.executable), "utf-8")
    verified = subprocess.run([program, "verify", unit], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    judge = [program, "security", "--offline=true", "--no-pager", str(unit)]
    judged = subprocess.run(judge, capture_output=True, text=True).stdout
    [exposure] = re.findall(r"exposure level for \S+: ([\d.]+)", judged)
    assert float(exposure) <= EXPOSURE


def test_the_page_names_options_that_there_are() -> None:
    text = (DEPLOY / "README.md").read_text("utf-8")
    known = _help_of_serve()
    named = set(re.findall(r"`(--[a-z-]+)", text))
    assert len(named) >= 10
    assert {option for option in named if option not in known} == set()
    for path in re.findall(r"\]\((\w[^):]*)\)", text):
        assert (DEPLOY / path).exists(), path


def _help_of_serve() -> str:
    [commands] = [a.choices for a in parser("serve")._actions if isinstance(a.choices, dict)]
    return str(commands["serve"].format_help())


LOCKED = ["unshare", "--mount", "sh", "-c", 'mount -o remount,ro,bind / && exec setpriv "$@"', "sh"]
LOCKED += ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]


def _can_take_rights_away() -> bool:
    """Tell whether this machine lets us start a process on a file system that is read-only."""
    try:
        return subprocess.run([*LOCKED, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not _can_take_rights_away(), reason="this takes root, and util-linux")
def test_the_server_needs_no_right_to_write(disk: Path) -> None:
    """As the container runs it, but for the user: no capability, and all files to read alone."""

    def command(port: int) -> list[str]:
        serve = [sys.executable, "-m", "credgraph", "serve", "--port", str(port)]
        return [*LOCKED, *serve, "--store", str(disk)]

    with running(command, "/health", {"PYTHONPATH": str(ROOT / "src")}) as url:
        asked = urlopen(f"{url}/sparql?query=ASK%7B%3Fc%20a%20cg%3ACredential%7D")
        assert b"true" in asked.read()
