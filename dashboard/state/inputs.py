"""Input widgets bound to URL query parameters: the address holds the value, the widget shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from credgraph import CredGraphError
from credgraph.errors import quoted
from credgraph.questions import Parameter
from credgraph.results import join_names
from dashboard.state.markdown import escape
from dashboard.state.session import Named, graph, is_new_view

__all__ = ["choose", "choose_option", "choose_some", "enter_number", "enter_text", "sync_widget"]

_FEW = 3  # unknown names that a warning repeats
_CODES = 20  # names of a link that are looked up among the codes of all records, which takes long
_LONGEST = 400  # characters of a text that is typed, or that a link brings


@dataclass(frozen=True)
class _Binding:
    """A query parameter with its default, and the key of the widget that shows it."""

    name: str
    default: object
    key: str

    @property
    def text(self) -> str:
        """The value in the address, or else the default."""
        return st.query_params.get(self.name, str(self.default))

    def drop(self) -> None:
        """Take the parameter out of the address."""
        st.query_params.pop(self.name, None)

    def to(self, value: object) -> dict[str, Any]:
        """Show a value; return the arguments by which the widget writes changes back."""
        sync_widget(self.key, value)
        return {"key": self.key, "on_change": self._write}

    def _write(self) -> None:
        """Write the widget's value into the address, or drop it where it is the default."""
        value = st.session_state.get(self.key)
        if isinstance(value, list):
            st.query_params[self.name] = value or [""]
        elif value is None or value == "" or value == self.default:
            self.drop()
        else:
            st.query_params[self.name] = str(value)


def choose(
    label: str,
    name: str,
    options: Mapping[str, Named],
    default: str = "",
    quiet: bool = False,
    hint: str = "Any",
) -> Named | None:
    """Let the user pick one record; without a default, none may be picked.

    `quiet` leaves it to the page to say that the link names nothing; `hint` is shown while none is
    picked.
    """
    binding = _Binding(name, default, f"pick-{name}")
    asked = st.query_params.get(name, "")
    found = _match(asked, options)
    if asked and not found and not quiet:
        _warn_unknown(label, [asked])
        binding.drop()
    picked = st.selectbox(
        label,
        list(options),
        index=0 if default else None,
        format_func=lambda short: options[short].label,
        placeholder="Choose" if default else hint,
        **binding.to(found or (default if default in options else None)),
    )
    return options[picked] if picked else None


def choose_some(
    label: str,
    name: str,
    options: Mapping[str, Named],
    default: Sequence[str] = (),
    most: int = 4,
) -> list[Named]:
    """Let the user pick several records, at most `most`."""
    binding = _Binding(name, None, f"pick-{name}")
    asked = st.query_params.get_all(name) if name in st.query_params else list(default)
    matched = [_match(one, options, by_code=place < _CODES) for place, one in enumerate(asked)]
    found = list(dict.fromkeys(hit for hit in matched if hit))
    unknown = [one for one, hit in zip(asked, matched, strict=True) if one and not hit]
    if unknown:
        _warn_unknown(label, unknown)
    if len(found) > most:
        st.warning(escape(f"{label}: at most {most} fit; the others of the link are left out."))
    if unknown or len(found) > most:
        st.query_params[name] = found[:most] or [""]
    picked = st.multiselect(
        label,
        list(options),
        format_func=lambda short: options[short].label,
        max_selections=most,
        placeholder="Choose",
        select_all=False,  # else Enter takes every name that contains the typed text
        **binding.to(found[:most]),
    )
    return [options[short] for short in picked]


def choose_option(label: str, name: str, options: Mapping[str, str], default: str) -> str:
    """Let the user pick one of a few options, given by key and label; return its key."""
    binding = _Binding(name, default, f"pick-{name}")
    picked = st.segmented_control(
        label,
        list(options),
        format_func=lambda value: escape(options[value]),  # these, unlike lists, are Markdown
        required=True,
        **binding.to(binding.text if binding.text in options else default),
    )
    return str(picked or default)


def enter_text(label: str, name: str, default: str = "", live: bool = False, hint: str = "") -> str:
    """Let the user type a text; `live` runs the page while they type."""
    binding = _Binding(name, default, f"type-{name}")
    typed = st.text_input(
        label,
        live=live,
        placeholder=hint,
        max_chars=_LONGEST,
        **binding.to(binding.text[:_LONGEST]),
    )
    return str(typed or "").strip()


def enter_number(label: str, name: str, default: int, step: int = 1000) -> int:
    """Let the user set a whole number that is not negative."""
    binding = _Binding(name, default, f"type-{name}")
    asked = binding.text.replace(",", "").removeprefix("$")
    if not asked.isdecimal() or len(asked) > 9:
        st.warning(escape(f"{quoted(asked)} is no whole number; {default:,} is used."))
        binding.drop()
        asked = str(default)
    typed = st.number_input(label, min_value=0, step=step, **binding.to(int(asked)))
    return int(typed or 0)


def sync_widget(key: str, value: object) -> None:
    """Have a widget show a value; a widget that shows it already is not redrawn.

    On a view change, always set it: the stored value belongs to another view.
    """
    if is_new_view() or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _match(asked: str, options: Mapping[str, Named], *, by_code: bool = True) -> str | None:
    """Find the option that a link means, by short name, IRI, label or code, in any case."""
    if asked in options:
        return asked
    lower = asked.strip().lower()
    for short, record in options.items():
        if lower in (short.lower(), record.label.lower(), record.iri.lower()):
            return short
    iri = _find_by_code(asked) if asked and by_code else ""
    return next((short for short, record in options.items() if record.iri == iri), None)


@st.cache_resource(show_spinner=False, max_entries=500)
def _find_by_code(asked: str) -> str:
    """Return the record that a code such as SC or 17-3024 names, or else an empty text."""
    with suppress(CredGraphError):
        return graph().records.find(asked, Parameter("id", "", "iri", "", "")).value
    return ""


def _warn_unknown(label: str, asked: Sequence[str]) -> None:
    named = [quoted(name) for name in asked[:_FEW]]
    named += [f"{len(asked) - _FEW} more"] if len(asked) > _FEW else []
    words = f"{label}: the graph holds nothing called {join_names(named)}. Choose one below."
    st.warning(escape(words))
