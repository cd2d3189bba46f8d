"""Limits of the process that runs queries: no network, no writing, a cap on memory and on time.

They hold whatever a query says. Windows has no such limits, and only Linux can take the socket
call away; there, the check of the query text and the deadline of the parent process remain.
"""

from __future__ import annotations

import contextlib
import platform
import signal
import struct
import sys
from pathlib import Path

__all__ = ["confine", "end_with_parent", "stop_after", "used_half_of"]

_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # (machine, number)
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER, _PARENT_DEATH_SIGNAL = 38, 22, 2, 1
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001


def confine(memory: int, *, writes: bool = False, sockets: bool = False) -> None:
    """Cap the memory of this process, in bytes; forbid core files, and writing and sockets too.

    `writes` and `sockets` allow these.
    """
    with contextlib.suppress(ImportError):
        import resource

        wanted = {"RLIMIT_CORE": 0, "RLIMIT_AS": memory} | ({} if writes else {"RLIMIT_FSIZE": 0})
        for name, limit in wanted.items():
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (limit, limit))
    if sys.platform == "linux" and not sockets:
        with contextlib.suppress(OSError, AttributeError, KeyError):
            _forbid_sockets(*_SOCKET_CALL[platform.machine()])


def end_with_parent() -> None:
    """Have the kernel end this process when its parent ends; only Linux can."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _forbid_sockets(machine: int, socket_call: int) -> None:
    """Make the kernel refuse every `socket` call of this process and its threads, for good."""
    import ctypes

    steps = (
        (_LOAD, 0, 0, 4),  # load the architecture
        (_EQUAL, 0, 2, machine),
        (_LOAD, 0, 0, 0),  # load the number of the system call
        (_EQUAL, 1, 0, socket_call),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _NOT_PERMITTED),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    kernel = ctypes.CDLL(None, use_errno=True)
    kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    kernel.prctl(_SET_SECCOMP, _FILTER, program, 0, 0)


def stop_after(seconds: int) -> None:
    """Have the kernel end this process in `seconds`, even if its parent is gone; 0 cancels that."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def used_half_of(memory: int) -> bool:
    """Tell whether this process has ever held more than half of `memory`, in bytes."""
    return _most_held() > memory // 2


def _most_held() -> int:
    """Return the most bytes that this process has held; 0 where the system does not say."""
    # Only this file counts from the start of the program: getrusage counts what the process that
    # started it held, too, so that the children of a large one seem to be full.
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    with contextlib.suppress(ImportError):
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return 0
