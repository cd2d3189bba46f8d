"""HTML written as values: what is not marked up already is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from credgraph.results import one_line

__all__ = ["Content", "Markup", "element", "link", "text_of", "web_address"]

_EMPTY = frozenset(("br", "hr", "img", "input", "link", "meta"))
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


Content = str | Markup | None | Iterable["Content"]


def text_of(*content: Content) -> Markup:
    """Return content as HTML, in order; nothing for None."""
    return Markup("".join(map(_written, content)))


def _written(content: Content) -> str:
    if content is None or isinstance(content, Markup):
        return content or ""
    if isinstance(content, str):
        return escape(_NO_TEXT.sub("\ufffd", content))
    return "".join(map(_written, content))


def element(name: str, /, *content: Content, **attributes: str | bool | None) -> Markup:
    """Return an element; an attribute that is None or False is left out.

    A word of Python takes an underscore, as `class_` does; one inside a name becomes a hyphen.

    >>> element("p", "a < b", class_="note", data_head="x")
    '<p class="note" data-head="x">a &lt; b</p>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_written(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    end = "" if name in _EMPTY else f"</{name}>"
    return Markup(f"<{name}{written}>{text_of(*content)}{end}")


def link(address: str, /, *content: Content, **attributes: str | bool | None) -> Markup:
    """Return a link."""
    return element("a", *content, href=address, **attributes)


def web_address(text: str) -> str:
    """Return the text if it is a web address that a link may lead to, else nothing."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_safe = parts.scheme in ("http", "https") and parts.netloc and one_line(text) == text
    return text if is_safe else ""
