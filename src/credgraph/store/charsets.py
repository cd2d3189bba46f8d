"""The encodings that endpoints name: those of text, and UTF-8 in place of any other."""

from __future__ import annotations

import codecs

from credgraph.rdf.encodings import is_encoding

__all__ = ["UTF_16", "decoded", "decoder", "text_encoding"]

UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how text in it starts


def text_encoding(named: str) -> str:
    """Return the encoding of this name, UTF-8 with or without its mark if there is none."""
    try:
        name = codecs.lookup(named).name if is_encoding(named) else "utf-8"
    except (LookupError, ValueError):
        name = "utf-8"
    return "utf-8-sig" if name == "utf-8" else name


def decoder(named: str) -> codecs.IncrementalDecoder:
    """Return what decodes bytes as they arrive; bytes that are no text stay visible."""
    name = text_encoding(named)
    is_wide = name.startswith(("utf-16", "utf-32"))  # whose bytes cannot be kept one by one
    return codecs.getincrementaldecoder(name)("replace" if is_wide else "surrogateescape")


def decoded(content: bytes, charset: str) -> str:
    """Return text in the encoding that was declared; bytes that are no text stay visible."""
    named = "utf-16" if content.startswith(UTF_16) else charset
    return decoder(named).decode(content, True)
