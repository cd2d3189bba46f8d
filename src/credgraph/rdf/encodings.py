"""The text of an RDF file: bytes that may be packed, in the encoding that they say they have."""

from __future__ import annotations

import codecs
import re
import zlib

from credgraph.errors import UnreadableFile

__all__ = ["decode", "is_encoding"]

_GZIP = b"\x1f\x8b"
_MAX_UNPACKED = 256 * 2**20
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OF_XML = re.compile(  # Python has others, some of which take for ever
    r"utf|ucs|iso|latin|l\d|us-?ascii|ascii|windows|cp\d|ibm|mac|koi8|shift|sjis|euc|gb|big5|tis",
    re.IGNORECASE,
)
_DECLARATION = re.compile(
    r"\A(<\?xml\b[^>]*?)\s+encoding\s*=\s*(?:\"([^\">]*)\"|'([^'>]*)')", re.IGNORECASE
)


def decode(content: bytes, name: str) -> str:
    """Return the text of bytes in UTF-8, in UTF-16 with its mark or as XML declares, also gzipped.

    The text declares no encoding any more. Raises UnreadableFile, which names the file `name`.
    """
    if content.startswith(_GZIP):
        content = _unpacked(content, name)
    marked = next((of for mark, of in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "")
    declared = _DECLARATION.search(content[:500].decode("latin-1"))
    asked = (declared[2] or declared[3] or "") if declared else ""
    for encoding in (marked or "utf-8", asked if is_encoding(asked) else ""):
        try:
            return _DECLARATION.sub(r"\1", content.decode(encoding))
        except (UnicodeError, LookupError):
            continue  # as UTF-8 in spite of what is declared, or as declared and no UTF-8
    line = _line_of_fault(content)
    raise UnreadableFile(name, "this is not UTF-8 text", line)


def is_encoding(name: str) -> bool:
    """Tell whether this is the name of an encoding of text that files and servers may declare."""
    return _OF_XML.match(name) is not None


def _line_of_fault(content: bytes) -> int:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def _unpacked(content: bytes, name: str) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = unpacker.decompress(content, _MAX_UNPACKED)
    except zlib.error:
        raise UnreadableFile(name, "its packed bytes are damaged") from None
    if unpacker.unconsumed_tail:
        size = _MAX_UNPACKED // 2**20
        raise UnreadableFile(name, f"it holds more than {size} MB when unpacked")
    if not unpacker.eof:
        raise UnreadableFile(name, "its packed bytes break off in the middle")
    return found
