"""XML that a strict parser would give up at, made such that the rest of it is read.

A sign that XML forbids, itself or as a reference to its number, is written by its number between
two signs that XML allows and Unicode will never assign; `restored` gives it back, and whoever reads
the value decides. A bare & or < is text, and so is the name of an entity that is not declared.
"""

from __future__ import annotations

import re
from html.entities import html5

from credgraph.store.charsets import UTF_16, decoder

__all__ = ["Repaired", "forbidden_sign", "repaired", "repaired_sign", "restored"]

_FIRST, _LAST = "\ufdd0", "\ufdd1"
_WRITTEN = re.compile(f"{_FIRST}([0-9a-f]+){_LAST}")
_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_SIGN = re.compile(f"[{_FORBIDDEN}]")
_ODD = re.compile(
    r"(?P<opens><!\[CDATA\[)|(?P<closes>\]\]>)"
    r"|&(?:\#(?P<decimal>[0-9]{1,9})|\#[xX](?P<hexadecimal>[0-9A-Fa-f]{1,8})|(?P<name>\w{1,40}));"
    rf"|(?P<text>&|<(?![^\W\d]|[:/!?]))|(?P<sign>[{_FORBIDDEN}{_FIRST}{_LAST}])"
)
_UNFINISHED = re.compile(r"(?:&[#\w]{0,41}|<(?:!(?:\[[CDAT]{0,5})?)?|\]{1,2})\Z")
_LONGEST_UNFINISHED = 50
_DECLARATION = re.compile(r"\s*(<\?xml\s+version\s*=\s*[\"'])1\.\d+")
_ENCODING = re.compile(rb"<\?xml\b[^>]*?\sencoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE)
_HEAD = re.compile(r"\A<\?xml\b[^>]*>")
_OWN_NAMES = {"lt", "gt", "amp", "quot", "apos"}
_LARGEST = 0x10FFFF


class Repaired:
    """Turns the bytes of XML, as they arrive, into text that a parser takes."""

    def __init__(self, start: bytes, charset: str) -> None:
        declared = _ENCODING.search(start[:500])
        named = charset or (declared[1].decode() if declared else "")
        if start.startswith(UTF_16):
            named = "utf-16"
        self._decode = decoder(named).decode
        self._kept, self._is_data, self._begun = "", False, False

    def text(self, piece: bytes) -> str:
        """Return the text of the next bytes, as far as it is sure; no bytes are the end."""
        text = self._kept + self._decode(piece, not piece)
        if text and not self._begun:
            self._begun = True
            text = _DECLARATION.sub(r"\g<1>1.0", text.lstrip(), count=1)
        cut = len(text)
        if piece:
            unfinished = _UNFINISHED.search(text, max(0, cut - _LONGEST_UNFINISHED))
            cut = unfinished.start() if unfinished else cut
        self._kept = text[cut:]
        return _ODD.sub(self._repaired, text[:cut])

    def _repaired(self, odd: re.Match[str]) -> str:
        if odd["sign"]:
            return _by_number(ord(odd["sign"]))
        if odd["opens"] or odd["closes"]:
            was_data, self._is_data = self._is_data, bool(odd["opens"])
            return odd[0] if was_data or self._is_data else "]]&gt;"
        if self._is_data:
            return odd[0]
        if odd["text"]:
            return "&amp;" if odd[0] == "&" else "&lt;"
        return _entity(odd)


def repaired(content: bytes, charset: str) -> str:
    """Return the text of whole XML, which declares no encoding any more."""
    made = Repaired(content, charset)
    return _HEAD.sub("", made.text(content) + made.text(b""), count=1)


def _entity(odd: re.Match[str]) -> str:
    if odd["name"]:
        if odd["name"] in _OWN_NAMES:
            return odd[0]
        meant = html5.get(f"{odd['name']};")
        return "".join(f"&#{ord(sign)};" for sign in meant) if meant else f"&amp;{odd['name']};"
    number = int(odd["decimal"] or odd["hexadecimal"], 10 if odd["decimal"] else 16)
    if number > _LARGEST:
        return f"&amp;{odd[0][1:]}"
    return _by_number(number) if forbidden_sign(chr(number)) else odd[0]


def _by_number(number: int) -> str:
    return f"{_FIRST}{number:x}{_LAST}"


def restored(text: str) -> str:
    """Return text of repaired XML as it was meant."""
    return _WRITTEN.sub(lambda sign: chr(int(sign[1], 16)), text) if _FIRST in text else text


def forbidden_sign(text: str) -> str:
    """Return the first sign of a text that XML forbids, such as U+0001; empty if there is none."""
    found = _SIGN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def repaired_sign(text: str) -> str:
    """Return the first sign in repaired text that is written by its number; empty for none."""
    found = _WRITTEN.search(text) if _FIRST in text else None
    return f"U+{int(found[1], 16):04X}" if found else ""
