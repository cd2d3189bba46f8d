"""The characters that a terminal obeys in place of showing them, and their escapes."""

from __future__ import annotations

import re

__all__ = ["escape_controls", "one_line"]

# C0 but for tab and line feed, DEL and C1, what changes the direction of the text after it, and
# what shows nothing at all
_CONTROLS = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def escape_controls(text: str, xml: bool = False) -> str:
    r"""Return the text with each control character as `\u001b`, or in `xml` as `&#x1b;`.

    The first is the escape of JSON and Turtle too, and plain to see in every other text.
    """
    if text.isprintable():
        return text
    form = "&#x{:x};" if xml else "\\u{:04x}"
    return re.sub(_CONTROLS, lambda found: form.format(ord(found[0])), text)


def one_line(text: str) -> str:
    """Return the text on one line, every control character visible."""
    if not text.isprintable():
        text = escape_controls(re.sub(r"[\t\r\n]", " ", text))
    return " ".join(text.split())
