"""Completion and prefixes: what a shell is told about the command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from credgraph import cli
from credgraph.rdf import prefixes


def words(capsys: pytest.CaptureFixture[str], *typed: str) -> list[str]:
    assert cli.main(["completion", "words", "--", *typed]) == 0
    return capsys.readouterr().out.split()


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ([""], ["ask", "query", "validate", "prefixes", "completion"]),
        (["va"], ["validate"]),
        (["--v"], ["--version"]),
        (["ask", "costs_of_c"], ["costs_of_credential"]),
        (["ask", "costs_of_credential", "--"], ["--credential", "--format", "--store"]),
        (["ask", "costs_of_credential", "--credential", "mssc-c"], ["mssc-cpt"]),
        (["ask", "--format", "m"], ["markdown"]),
        (["describe", "osha-1"], ["osha-10"]),
        (["plan", "--hold", "mssc-c"], ["mssc-cpt"]),
        (["plan", "--state", "us-s"], ["us-sc"]),
        (["plan", "--audience", "vet"], ["veteran"]),
        (["export", "--to", "c"], ["case", "ctdl"]),
        (["export", "--record", "mssc-cp"], ["mssc-cpt"]),
        (["validate", "--shapes", "e"], ["elm"]),
        (["validate", "--engine", ""], ["auto", "pyshacl", "rust"]),
        (["completion", ""], ["bash", "fish", "zsh"]),
    ],
)
def test_what_may_come_next_is_offered(
    typed: list[str], some: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = words(capsys, *typed)
    assert [word for word in some if word not in found] == []
    assert all(word.startswith(typed[-1]) for word in found)


def test_the_variables_of_a_query_file_are_offered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.rq").write_text("SELECT ?c { ?c cg:issuer ?_issuer_iri }")
    found = words(capsys, "query", str(tmp_path / "q.rq"), "--param", "")
    assert found == ["c=", "issuer="]


@pytest.mark.parametrize("typed", [["query", ""], ["validate", "fi"], ["ask", "x y"]])
def test_where_nothing_is_known_the_shell_offers_files(
    typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert words(capsys, *typed) == []


def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("bash is not installed")
    program = tmp_path / "credgraph"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m credgraph "$@"\n')
    program.chmod(0o755)
    script = """eval "$(credgraph completion bash)"
COMP_WORDS=(credgraph ask costs_of_credential --credential mssc-cp); COMP_CWORD=4
_credgraph; echo "${COMPREPLY[@]}"; complete -p credgraph"""
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([bash, "-c", script], env=env, capture_output=True, text=True)
    assert done.stderr == ""
    offered, registered = done.stdout.splitlines()
    assert "mssc-cpt" in offered.split()
    assert registered == "complete -o default -F _credgraph credgraph"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_a_script_that_parses(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "credgraph completion words -- " in script
    program = shutil.which(shell)
    if program:
        done = subprocess.run([program, "-n"], input=script, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_prefixes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prefixes"]) == 0
    out = capsys.readouterr().out
    assert all(f"{name}:" in out and namespace in out for name, namespace in prefixes().items())
    assert cli.main(["prefixes", "--format", "ttl"]) == 0
    assert "@prefix cg: <https://w3id.org/credgraph/ns#> .\n" in capsys.readouterr().out
