"""The messages between a worker and its processes: a header in JSON and a body of bytes.

The lengths of both come first. The body is RDF, SPARQL results or JSON.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from asyncio import StreamReader

__all__ = ["Message", "as_bytes", "next_message", "read_message", "write_message"]

Message = tuple[dict[str, Any], bytes]

_LENGTHS = struct.Struct(">QQ")
_LARGEST_MESSAGE = 64 * 2**20


def read_message(stream: BinaryIO) -> Message | None:
    """Read one message; None at the end of the stream or if the message is invalid."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header, body = _LENGTHS.unpack(lengths)
    if header + body > _LARGEST_MESSAGE:
        return None
    content = stream.read(header + body)
    return (
        (json.loads(content[:header]), content[header:]) if len(content) == header + body else None
    )


def write_message(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Write one message and flush the stream."""
    stream.write(as_bytes(header, body))
    stream.flush()


def as_bytes(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message with the lengths that come first."""
    text = json.dumps(header).encode()
    return _LENGTHS.pack(len(text), len(body)) + text + body


async def next_message(stream: StreamReader) -> Message | None:
    """Read one message as it arrives; None at the end of the stream or if it is invalid."""
    try:
        header, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
        if header + body > _LARGEST_MESSAGE:
            return None
        content = await stream.readexactly(header + body)
    except (EOFError, OSError):  # IncompleteReadError is an EOFError
        return None
    return json.loads(content[:header]), content[header:]
