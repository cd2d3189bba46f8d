"""What the process that runs other people's queries may not do: connect, write, grow or linger.

The walls hold whatever the text of a query says. Where a platform lacks one (Windows has no such
limits, only Linux can take the socket call away), the checks of the text and the deadline kept by
the parent still stand.
"""

from __future__ import annotations

import contextlib
import platform
import signal
import struct
import sys

__all__ = ["confine", "grown", "stop_after"]

_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # (machine, number)
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001


def confine(memory: int) -> None:
    """Cap this process's memory in bytes; leave it no core file, no file to write and no socket."""
    with contextlib.suppress(ImportError):
        import resource

        wanted = {"RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0, "RLIMIT_AS": memory}
        for name, limit in wanted.items():
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (limit, limit))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError, KeyError):
            _forbid_sockets(*_SOCKET_CALL[platform.machine()])


def _forbid_sockets(machine: int, socket_call: int) -> None:
    """Make the kernel answer `socket` with "not permitted", for good, in every later thread."""
    import ctypes

    steps = (
        (_LOAD, 0, 0, 4),  # which machine's numbers
        (_EQUAL, 0, 2, machine),
        (_LOAD, 0, 0, 0),  # which call
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
    """Have the kernel end this process then, even if nobody is left to kill it; 0 calls it off."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def grown(memory: int) -> bool:
    """Tell whether this process has ever held more than half of the memory it may."""
    try:
        import resource
    except ImportError:
        return False
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > memory // 2
