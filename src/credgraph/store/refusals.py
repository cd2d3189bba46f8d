"""What an endpoint or the network says when there is no answer, as one sentence for people."""

from __future__ import annotations

import json
import re
import ssl
import zlib
from collections.abc import Iterable
from html import unescape
from http.client import HTTPException
from socket import gaierror
from time import time
from typing import Any
from urllib.error import HTTPError, URLError

from credgraph.store.transport import GZIP, TooManyBytes, unpacker

__all__ = ["engine_words", "failure", "reason_of", "seconds_to_wait", "words_in_json"]

_MAX_QUOTE = 300  # characters of the endpoint's own words in an error message
_MAX_ERROR_BYTES = 20 * 2**10  # read of the body of an HTTP error, beside what we sent
_BUSY = {429, 503}
_KEYS = (
    *("exception", "error", "detailedMessage", "message", "error_description"),
    *("msg", "detail", "reason", "title"),
)
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:SPARQL-QUERY: ?(?:queryStr=)?|SPARQL query: ?)", re.IGNORECASE)
_STACK = re.compile(r"(?:at [\w.$/]+\(.*\)|\.\.\. \d+ more|Caused by: .*)")


def reason_of(refusal: HTTPError, sent: str) -> str:
    """Return the engine's words; a page's come after the status, as most of them are its frame."""
    body = _unpacked(refusal.read(_MAX_ERROR_BYTES + 2 * len(sent)))
    words, status = engine_words(body, sent), str(refusal.reason)
    is_page = refusal.headers.get_content_type() == "text/html"
    if is_page and words and status.lower() not in words.lower():
        return f"{status} ({words})"
    return words or status


def _unpacked(body: bytes) -> bytes:
    """Return the words of a refusal, which servers pack as they pack answers."""
    if not body.startswith(GZIP):
        return body
    try:
        found: bytes = unpacker().decompress(body, _MAX_ERROR_BYTES)
        return found
    except zlib.error:
        return b""


def seconds_to_wait(refusal: HTTPError) -> float | None:
    """Return how long a busy endpoint asks to wait: so many seconds, or until a date."""
    from email.utils import parsedate_to_datetime

    asked = (refusal.headers.get("Retry-After") or "").strip()
    if refusal.code not in _BUSY or not asked:
        return None
    if asked.isdigit():
        return float(asked[:9])
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time())
    except ValueError:
        return None


def engine_words(body: bytes, query: str) -> str:
    """Return the reason that the body of an error gives, without our own query repeated."""
    text = body.decode(errors="replace").strip()
    if text[:1] in ("{", "["):
        text = words_in_json(_parsed(text)) or text
    elif text[:1] == "<":
        text = _text_of_page(text)
    kept = [line for line in _lines_without(text, query) if not _STACK.fullmatch(line)]
    return " ".join(" ".join(kept).split())[:_MAX_QUOTE]


def words_in_json(found: Any, depth: int = 3) -> str:
    """Return the message in the JSON of an error, empty if there is none."""
    if isinstance(found, str):
        return found
    if isinstance(found, list):
        return next((said for each in found[:3] if (said := words_in_json(each, depth - 1))), "")
    if not isinstance(found, dict) or depth == 0:
        return ""
    inner = (words_in_json(found.get(key), depth - 1) for key in _KEYS)
    return next((said for said in inner if said), "")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text_of_page(page: str) -> str:
    title = _TITLE.search(page)
    text = re.sub(r"<[^>]*>", " ", _HIDDEN.sub(" ", page))
    return unescape(" ".join(text.split()) or (title[1] if title else ""))


def _lines_without(text: str, query: str) -> Iterable[str]:
    """Yield the lines that are not lines of the query, nor the words that announce it."""
    own = {line.strip() for line in query.splitlines()}
    for line in (text.replace(query, "\n") if query else text).splitlines():
        said = _LABEL.sub("", line).strip()
        if said and said not in own:
            yield said


def failure(error: Exception, seconds: float, max_bytes: int, proxy: str = "") -> str:
    """Return what went wrong with a connection, as the end of a sentence on the endpoint.

    `seconds` and `max_bytes` are its limits; `proxy` is the address of the proxy, if there is one.
    """
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TooManyBytes):
        return f"answers more than {max_bytes / 2**20:.3g} MB; add a LIMIT"
    if isinstance(reason, TimeoutError):
        return f"did not answer within {seconds:.3g} seconds; add a LIMIT or simplify the query"
    through = f" through the proxy {proxy}, which the environment names" if proxy else ""
    if isinstance(reason, ConnectionRefusedError):
        return f"cannot be reached{through}: it refused the connection"
    if isinstance(reason, gaierror):
        return f"cannot be reached{through}: no host of this name was found"
    if isinstance(reason, ssl.SSLError):
        return f"cannot be reached{through}: the secure connection failed"
    if isinstance(reason, ConnectionError | HTTPException):
        return f"breaks off in the middle of its answer{through}, or is not a web server"
    return f"cannot be reached{through}: {getattr(reason, 'strerror', None) or reason}"
