"""Files for browsers, kept for good: another content has another address."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credgraph.resources import root

__all__ = ["asset", "router"]

router = APIRouter(include_in_schema=False)

_EDITOR = ("dashboard", "components", "sparql_editor", "frontend", "build")
_BUILT = {  # what npm builds where there is Node, and how we call it
    "index-*.js": "editor.js",
    "style.css": "editor.css",
    "LICENSES.txt": "editor-licences.txt",
}
_OWN = ("sparql_page.js", "sparql_page.css")
_TYPES = {"js": "text/javascript", "css": "text/css", "txt": "text/plain"}
_FOR_GOOD = "public, max-age=31536000, immutable"


class _Asset(NamedTuple):
    """A file as it is sent, and the same packed by gzip."""

    body: bytes
    packed: bytes
    media_type: str


def asset(name: str) -> str | None:
    """Return the path of a file below the server's root; None if it was not built here."""
    return _paths().get(name)


@router.api_route("/assets/{name}", methods=["GET", "HEAD"])
async def send(request: Request, name: str) -> Response:
    """Return a file, to be kept for a year: another content has another address."""
    found = _assets().get(name)
    if found is None:
        raise HTTPException(404)
    is_packed = "gzip" in request.headers.get("accept-encoding", "")
    body = found.packed if is_packed else found.body
    headers = {
        "Cache-Control": _FOR_GOOD,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(len(body)),
        **({"Content-Encoding": "gzip"} if is_packed else {}),
    }
    content = b"" if request.method == "HEAD" else body
    return Response(content, 200, headers, f"{found.media_type}; charset=utf-8")


@cache
def _contents() -> dict[str, bytes]:
    """Return the files by name: our own, and those of the editor if all of them are built."""
    folder = root().joinpath(*_EDITOR)
    built = {name: _only(folder, pattern) for pattern, name in _BUILT.items()}
    found = {name: path.read_bytes() for name, path in built.items() if path}
    own = {name: (files("credgraph.server") / name).read_bytes() for name in _OWN}
    return own | (found if len(found) == len(_BUILT) else {})


def _only(folder: Path, pattern: str) -> Path | None:
    found = [*folder.glob(pattern)]
    return found[0] if len(found) == 1 else None


@cache
def _paths() -> dict[str, str]:
    paths = dict[str, str]()
    for name, body in _contents().items():
        stem, _, ending = name.rpartition(".")
        paths[name] = f"/assets/{stem}-{sha256(body).hexdigest()[:12]}.{ending}"
    return paths


@cache
def _assets() -> dict[str, _Asset]:
    return {
        _paths()[name].removeprefix("/assets/"): _Asset(
            body, gzip.compress(body, 9, mtime=0), _TYPES[name.rpartition(".")[2]]
        )
        for name, body in _contents().items()
    }
