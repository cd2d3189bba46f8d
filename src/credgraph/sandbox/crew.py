"""Worker processes for the requests of many clients, asked from an event loop.

A request waits for a free process, and so many may wait. One that runs long gives its place to the
next, and goes on beside, at the lowest priority: a few such run at once, one of each client. While
others wait, a client's second long request is ended, so that no client keeps the rest waiting.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from credgraph.errors import CredGraphError, StoreUnavailable
from credgraph.sandbox.member import Member
from credgraph.sandbox.messages import Message
from credgraph.sandbox.processes import (
    WorkerProcesses,
    reply_or_error,
    why_ended,
)

__all__ = ["Busy", "Crew"]

_LONG = 0.5  # seconds of a processor, after which a request is a long one
_LOOKS = 0.2  # seconds between two looks at a request that runs
_TRIES = 6
_OTHERS_DOING = (-signal.SIGKILL, -signal.SIGTERM)  # how a process ends that somebody else ended


class Busy(CredGraphError):
    """A crew that takes no more; `seconds` is when to ask again."""

    def __init__(self, problem: str, seconds: int) -> None:
        super().__init__(problem, seconds)
        self.problem, self.seconds = problem, seconds

    def __str__(self) -> str:
        return f"{self.problem}; ask again in {self.seconds} seconds"


class Crew:
    """Processes that read the store in a folder: `size` at once, and as many for long requests.

    `waiting` requests may wait, half of them of one client.
    """

    def __init__(self, folder: Path, *, memory: int, size: int, waiting: int) -> None:
        self.size, self.most_waiting, self.started = size, waiting, 0
        self._processes = WorkerProcesses(folder, memory)
        self._size = f"{memory / 2**20:.0f} MB"
        self._places: asyncio.LifoQueue[_Place] = asyncio.LifoQueue()  # a warm process goes first
        for _ in range(size):
            self._places.put_nowait(_Place())
        self._waiting, self._long = Counter[str](), Counter[str]()
        self._members = set[Member]()
        self._busy, self._mean = 0, 0.1  # seconds that a request takes

    async def start(self) -> None:
        """Start every process and wait until they can answer; raises StoreUnavailable."""
        places = [self._places.get_nowait() for _ in range(self._places.qsize())]
        try:
            for place in places:
                place.member = self._new_member()
            await asyncio.gather(*(place.member.started() for place in places if place.member))
            if not all(place.member and place.member.process.ready for place in places):
                problem = f"a reader of it ends at its start; {self._size} may be too little memory"
                raise StoreUnavailable(str(self._processes.folder), problem)
        finally:
            for place in places:
                self._places.put_nowait(place)

    async def ask(
        self, request: dict[str, Any], body: bytes, seconds: float, client: str = ""
    ) -> Message:
        """Return the reply to a request; it may wait so many seconds, and then run as many.

        Raises Busy, TimedOut at the deadline, TooLarge beyond the cap on memory, BadQuery for what
        crashes the engine, StoreUnavailable, and the error that the reply reports.
        """
        turn = _Turn(await self._place(seconds, client), client, seconds)
        self._busy += 1
        begun = asyncio.get_running_loop().time()
        try:
            return await self._reply(turn, request, body)
        finally:
            self._busy -= 1
            self._mean += ((asyncio.get_running_loop().time() - begun) - self._mean) / 50
            self._give_back(turn)

    def close(self) -> None:
        """End every process, and start no more."""
        for member in self._members:
            member.close()
        self._members.clear()
        self._processes.close()

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return self._waiting.total()

    @property
    def busy(self) -> int:
        """How many requests run."""
        return self._busy

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The ids of the processes that run now."""
        return self._processes.ids()

    async def _place(self, seconds: float, client: str) -> _Place:
        with suppress(asyncio.QueueEmpty):
            return self._places.get_nowait()
        if self.waiting >= self.most_waiting:
            raise self._refusal(f"{self.waiting} requests wait already")
        if self._waiting[client] >= max(1, self.most_waiting // 2):
            raise self._refusal(f"{self._waiting[client]} requests of yours wait already")
        self._waiting[client] += 1
        try:
            return await asyncio.wait_for(self._places.get(), seconds)
        except TimeoutError:
            raise self._refusal(f"no turn came in {seconds:g} seconds") from None
        finally:
            self._waiting -= Counter({client: 1})

    def _refusal(self, problem: str) -> Busy:
        return Busy(problem, max(1, round(self.waiting * self._mean / self.size)))

    async def _reply(self, turn: _Turn, request: dict[str, Any], body: bytes) -> Message:
        request |= {"seconds": turn.seconds, "quiet": True}
        for _ in range(_TRIES):
            member = turn.place.member = turn.place.member or self._new_member()
            try:
                reply = await self._exchange(turn, member, request, body)
            except BaseException:  # a cancelled request too: its reply must never answer the next
                await self._end(turn)
                raise
            if reply is not None:
                if reply[0].get("last"):
                    await self._replace(turn)
                return reply_or_error(reply)
            exit_code = await self._end(turn)
            if turn.refused:
                raise turn.refused
            process = member.process
            if process.expired or (process.taken and exit_code not in _OTHERS_DOING):
                raise why_ended(process, exit_code, request)
        raise StoreUnavailable(str(self._processes.folder), "its readers do not stay alive")

    async def _exchange(
        self, turn: _Turn, member: Member, request: dict[str, Any], body: bytes
    ) -> Message | None:
        await member.started()
        loop = asyncio.get_running_loop()
        deadline = loop.call_later(turn.seconds, member.process.expire)
        turn.look = loop.call_later(_LOOKS, self._look_after, turn, member)
        try:
            return await member.reply(request, body)
        finally:
            deadline.cancel()
            turn.look.cancel()

    def _look_after(self, turn: _Turn, member: Member) -> None:
        """Let a long request run beside the others, or end it where others wait."""
        turn.look = asyncio.get_running_loop().call_later(_LOOKS, self._look_after, turn, member)
        worked = _processor_seconds(member.process.popen.pid)
        turn.worked = worked if turn.worked is None else turn.worked
        if worked - turn.worked < _LONG:
            return  # it is short, and the machine is busy
        if not self._long[turn.client] and self._long.total() < self.size:
            self._long[turn.client] += 1
            turn.is_beside = True
            turn.look.cancel()
            with suppress(OSError, AttributeError):
                os.setpriority(os.PRIO_PROCESS, member.process.popen.pid, 19)
            self._places.put_nowait(_Place(self._new_member()))
        elif self.waiting:
            problem = "ended for others that wait, as another long request of yours runs"
            turn.refused = self._refusal(problem)
            member.process.popen.kill()

    def _give_back(self, turn: _Turn) -> None:
        if turn.is_beside:
            self._long -= Counter({turn.client: 1})
            if turn.place.member:
                asyncio.get_running_loop().create_task(self._end(turn))
        else:
            self._places.put_nowait(turn.place)

    def _new_member(self) -> Member:
        self.started += 1
        member = Member(self._processes.start())
        self._members.add(member)
        return member

    async def _end(self, turn: _Turn) -> int:
        """End the process of a turn and return its exit code."""
        member, turn.place.member = turn.place.member, None
        assert member is not None  # noqa: S101 - for the type checker
        self._members.discard(member)
        member.close()
        return await asyncio.to_thread(self._processes.end, member.process)

    async def _replace(self, turn: _Turn) -> None:
        """Start another process, while nobody waits, in place of one that ends with its reply."""
        await self._end(turn)
        if not turn.is_beside:
            turn.place.member = self._new_member()


def _processor_seconds(process_id: int) -> float:
    """Return how long a process has worked; the time of the clock where the system does not say."""
    try:
        with open(f"/proc/{process_id}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return time.monotonic()


class _Place:
    """The right to use one process, and the process that is ready, if one is."""

    def __init__(self, member: Member | None = None) -> None:
        self.member = member


class _Turn:
    """One request's use of a place; `refused` if it was ended for the sake of others."""

    def __init__(self, place: _Place, client: str, seconds: float) -> None:
        self.place, self.client, self.seconds = place, client, seconds
        self.is_beside = False
        self.refused: Busy | None = None
        self.worked: float | None = None  # seconds of a processor at the first look
        self.look: asyncio.TimerHandle | None = None
