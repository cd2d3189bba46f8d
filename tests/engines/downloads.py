"""Engines fetched by the clients of their registries, which check what they get, into a cache.

`CREDGRAPH_ENGINES` names the folder; without it, it is one of the user's cache. A file may take
`CREDGRAPH_ENGINES_SECONDS`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

__all__ = ["Lacking", "debian", "folder", "java", "maven"]

_SECONDS = float(os.environ.get("CREDGRAPH_ENGINES_SECONDS", "600"))


class Lacking(Exception):
    """This machine lacks something that an engine needs; the text says what."""


def folder() -> Path:
    """Return the folder of what was fetched, made if absent."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    found = Path(os.environ.get("CREDGRAPH_ENGINES") or f"{cache}/credgraph-engines")
    found.mkdir(parents=True, exist_ok=True)
    return found


def java() -> list[str]:
    """Return how a Java program is started here, with a bound on its memory."""
    if not shutil.which("java"):
        raise Lacking("Java is not installed")
    return ["nice", "java", "-Xmx1g"]


def maven(group: str, name: str, version: str, kind: str = "jar") -> Path:
    """Return a file of Maven Central; Maven compares it with the checksum published there."""
    found = folder() / f"{name}-{version}.{kind}"
    if not found.exists():
        if not shutil.which("mvn"):
            raise Lacking(f"{found.name} is not here, and Maven is not installed to fetch it")
        _fetch(
            *("mvn", "-q", "-B", "-C", "dependency:copy", f"-DoutputDirectory={folder()}"),
            f"-Dartifact={group}:{name}:{version}:{kind}",
        )
    return found


def debian(*packages: str) -> Path:
    """Return the folder that Debian packages were unpacked into, none of them installed.

    apt-get compares each with the signed list of its archive.
    """
    found = folder() / "-".join(packages)
    if not found.exists():
        for program in ("apt-get", "dpkg"):
            if not shutil.which(program):
                raise Lacking(f"{packages[0]} is not here, and there is no {program} to fetch it")
        made = found.with_suffix(".part")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        _fetch("apt-get", "download", *packages, place=made)
        for package in made.glob("*.deb"):
            _fetch("dpkg", "-x", package.name, ".", place=made)
        made.rename(found)
    return found


def _fetch(*command: str, place: Path | None = None) -> None:
    try:
        subprocess.run(
            command, cwd=place, check=True, capture_output=True, timeout=_SECONDS, text=True
        )
    except subprocess.TimeoutExpired:
        raise Lacking(f"{command[0]} took more than {_SECONDS:g} seconds") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        raise Lacking(f"{command[0]} failed: {said[-1] if said else error.returncode}") from None
