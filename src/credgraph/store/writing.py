"""Requests that change what a server holds: sent once each, and refused in one sentence.

Reading never comes through here, and nothing here knows what is written: `credgraph.publishing`
decides that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException
from time import sleep
from urllib.error import HTTPError
from urllib.request import Request

from credgraph.errors import EndpointUnavailable
from credgraph.store.access import Access, masked, proxy_for
from credgraph.store.refusals import failure, reason_of, seconds_to_wait
from credgraph.store.transport import Deadline, Digest, send

__all__ = ["Refused", "Sender"]

_MAX_BYTES = 2**20  # of a reply, which hardly says more than that it was done
_MAX_WAITS = 3
_UNAUTHORIZED, _FORBIDDEN = 401, 403


class Refused(EndpointUnavailable):
    """A server that was reached and did not do what was asked; `status` is that of HTTP."""

    def __init__(self, subject: str, problem: str, status: int) -> None:
        super().__init__(subject, problem)
        self.status = status

    @property
    def has_tried(self) -> bool:
        """Whether this is the right place, and something went wrong there."""
        return self.status == 500 or self.status > 501

    @property
    def wants_credentials(self) -> bool:
        """Whether the server would do it for somebody else."""
        return self.status in (_UNAUTHORIZED, _FORBIDDEN)


@dataclass(frozen=True)
class Sender:
    """Sends requests as `access` says, all of them within one deadline."""

    access: Access
    deadline: Deadline

    @cached_property
    def _digest(self) -> Digest | None:
        return Digest(*self.access.pair) if self.access.pair else None

    def send(self, method: str, url: str, body: bytes | None = None, media: str = "") -> bytes:
        """Return the body of the reply; a busy server is waited for as long as it says.

        Raises Refused for any status but success, EndpointUnavailable where no answer comes.
        """
        for _ in range(_MAX_WAITS):
            try:
                return self._sent(method, url, body, media)
            except HTTPError as refusal:
                with refusal:
                    wait = seconds_to_wait(refusal)
                    if wait is None or wait >= self.deadline.left:
                        raise self._refused(url, refusal, body or b"") from None
                sleep(wait)
        raise EndpointUnavailable(masked(url), f"was busy {_MAX_WAITS} times when it was asked")

    def _sent(self, method: str, url: str, body: bytes | None, media: str) -> bytes:
        headers = self.access.all_headers() | ({"Content-Type": media} if body is not None else {})
        if method == "GET":
            headers["Accept"] = media
        request = Request(url, body, headers, method=method)  # noqa: S310 # checked when it was named
        try:
            with send(request, self.deadline, _MAX_BYTES, self._digest) as reply:
                found: bytes = reply.read()
                return found
        except HTTPError:
            raise
        except (OSError, HTTPException) as error:
            problem = failure(error, self.deadline.seconds, _MAX_BYTES, proxy_for(url))
            raise EndpointUnavailable(masked(url), problem) from None

    def _refused(self, url: str, refusal: HTTPError, body: bytes) -> Refused:
        reason = self.access.hide(reason_of(refusal, body.decode(errors="replace")))
        moved = refusal.headers.get("Location")
        if moved and refusal.code in range(300, 400):
            reason = f"it has moved; use its new address, {masked(moved)}"
        if refusal.code == _UNAUTHORIZED and not self.access.credentials:
            reason += "; it asks for a name and password, or a token"
        return Refused(masked(url), f"refused to be written: {reason}", refusal.code)
