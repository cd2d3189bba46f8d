"""How an endpoint is asked: its address, who asks, with which headers, of which graphs.

Secrets never leave here but in the header of a request: not in a message, a name or a `repr`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from credgraph.errors import BadParameter, EndpointUnavailable
from credgraph.rdf import BASE

__all__ = ["Access", "AccessOptions", "CallerOptions", "checked_address", "masked", "proxy_for"]

_USERINFO = re.compile(r"(?<=//)(?:[^/?#@]*@|[^/?#@:]*:(?!\d*(?:[/?#]|$))[^@]*@)")
_SECRET_KEYS = re.compile(
    r"(?<=[?&])([^=&#]*(?:key|token|secret|passw|pwd)[^=&#]*)=[^&#]*", re.IGNORECASE
)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OPEN_HEADERS = {"accept", "accept-language", "user-agent"}
_SHORTEST_SECRET = 4  # characters; shorter ones would hide half of any sentence


class CallerOptions(TypedDict, total=False):
    """The settings of `Access` that say who asks, as keywords."""

    credentials: tuple[str, str] | str | None
    headers: Mapping[str, str]
    agent: str


class AccessOptions(CallerOptions, total=False):
    """All settings of `Access`, as keywords."""

    method: str | None
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]


@dataclass(frozen=True)
class Access:
    """The ways of asking an endpoint.

    `credentials` are a name and a password (Basic), or a token (Bearer). `method` is GET or POST;
    without it POST is tried first, then GET where an endpoint takes no POST. `agent` is sent as
    User-Agent. The graphs are those of the protocol, default-graph-uri and named-graph-uri.
    Raises BadParameter for what no request can carry.
    """

    credentials: tuple[str, str] | str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str | None = None
    agent: str = ""
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.method and self.method.upper() not in ("GET", "POST"):
            raise BadParameter("method", repr(self.method), "is neither GET nor POST")
        for name, value in self.all_headers().items():
            if not _HEADER_NAME.fullmatch(name) or not _fits_header(value):
                raise BadParameter("header", repr(name), "cannot be the header of a request")

    def all_headers(self) -> dict[str, str]:
        """Return what is sent with each request, by name."""
        own = {"User-Agent": self.agent or _agent()}
        if isinstance(self.credentials, str):
            own["Authorization"] = f"Bearer {self.credentials}"
        elif self.credentials:
            pair = ":".join(self.credentials).encode()
            own["Authorization"] = f"Basic {b64encode(pair).decode()}"
        return own | {name.title(): value for name, value in self.headers.items()}

    @property
    def pair(self) -> tuple[str, str] | None:
        """The name and the password, for a server that wants them in a digest."""
        return None if isinstance(self.credentials, str) else self.credentials

    def with_userinfo_of(self, url: str) -> Access:
        """Return the same, with the name and password that stand in the address."""
        userinfo = urlsplit(url).netloc.rpartition("@")[0]
        if not userinfo or self.credentials:
            return self
        name, _, password = userinfo.partition(":")
        return replace(self, credentials=(unquote(name), unquote(password)))

    def hide(self, text: str) -> str:
        """Return a text without our secrets, which an endpoint may repeat."""
        given = self.credentials
        secrets = [given] if isinstance(given, str) else [*given[1:]] if given else []
        secrets += [
            value.rpartition(" ")[2]
            for name, value in self.all_headers().items()
            if name.lower() not in _OPEN_HEADERS
        ]
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, "…")
        return text


def masked(url: str) -> str:
    """Return an address without its name and password, and without the values of secret keys.

    >>> masked("http://ann:s3cret@kg.example:7200/sparql?api_key=123")
    'http://kg.example:7200/sparql?api_key=…'
    """
    return _SECRET_KEYS.sub(r"\1=…", _USERINFO.sub("", url))


def checked_address(url: str) -> str:
    """Return the address without name and password; raises EndpointUnavailable if it is none."""
    shown = masked(url)
    if re.search(r"[\x00-\x20\x7f]", url):
        fixed = quote(shown.strip(), safe="/:?#[]@!$&'()*+,;=%")
        raise EndpointUnavailable(shown, f"an address holds no spaces; write it as {fixed}")
    try:
        parts = urlsplit(url)
        is_known, host, _ = parts.scheme in ("http", "https"), parts.hostname, parts.port
    except ValueError:
        raise EndpointUnavailable(shown, "the host or port in this address is wrong") from None
    if not is_known or not host:
        raise EndpointUnavailable(shown, "this is not an http or https address of a host")
    if not url.isascii():
        raise EndpointUnavailable(shown, f"an address has no such letters; {_in_ascii(shown)}")
    userinfo, at, _ = parts.netloc.rpartition("@")
    return url.replace(userinfo + at, "", 1) if at else url


def _in_ascii(url: str) -> str:
    parts = urlsplit(url)
    try:
        host = parts.netloc.encode("idna").decode()
    except UnicodeError:
        return "its host is not the name of one"
    rest = quote(url.split(parts.netloc, 1)[1], safe="/:?#[]@!$&'()*+,;=%")
    return f"write it as {parts.scheme}://{host}{rest}"


def proxy_for(url: str) -> str:
    """Return the proxy that the environment names for an address, empty without one."""
    parts = urlsplit(url)
    named = getproxies().get(parts.scheme, "")
    return "" if not named or proxy_bypass(parts.hostname or "") else masked(named)


def _fits_header(value: str) -> bool:
    return value.isprintable() and all(sign <= "\xff" for sign in value)


def _agent() -> str:
    from importlib.metadata import version

    return f"credgraph/{version('credgraph')} (+{BASE})"
