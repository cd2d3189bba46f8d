"""What a service takes on: so many requests that wait, and so many a second of one client."""

from __future__ import annotations

from credgraph.errors import CredGraphError

__all__ = ["Busy"]


class Busy(CredGraphError):
    """More requests wait than a service takes; `seconds` is when to ask again."""

    def __init__(self, waiting: int, seconds: int) -> None:
        super().__init__(waiting, seconds)
        self.waiting, self.seconds = waiting, seconds

    def __str__(self) -> str:
        return f"{self.waiting} requests wait already; ask again in {self.seconds} seconds"
