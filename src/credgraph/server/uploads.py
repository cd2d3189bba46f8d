"""A file that comes with a request, as its body or in a form."""

from __future__ import annotations

from pathlib import PurePath

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

__all__ = ["upload_of"]

_ENDINGS = {
    "text/turtle": ".ttl",
    "application/x-turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/n-quads": ".nq",
    "application/trig": ".trig",
    "application/ld+json": ".jsonld",
    "application/json": ".jsonld",
    "application/rdf+xml": ".rdf",
}


async def upload_of(request: Request) -> tuple[bytes, str]:
    """Return a file and its name, whose ending says its syntax.

    Raises HTTPException 415 for a body of another kind, 400 for a form without a file.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _from_form(request)
    if kind not in _ENDINGS:
        raise HTTPException(415, f"send {', '.join(_ENDINGS)}, or a form with a field file")
    return await request.body(), f"upload{_ENDINGS[kind]}"


async def _from_form(request: Request) -> tuple[bytes, str]:
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise HTTPException(400, "the form has no file in its field file")
            return await file.read(), PurePath(file.filename).name[-100:]
    except MultiPartException as error:
        raise HTTPException(400, f"the form cannot be read: {error.message}") from None
