"""What a program is, as far as joins need to know."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Program"]


@dataclass(frozen=True, slots=True)
class Program:
    """A program of a list: slug of the list, own number, IRI, name, and what the list states.

    `credential` is the industry credential under its name on the list, `award` what the school
    itself awards, `cip` the code of the field as `15.0613`; each is empty if not stated.
    """

    listed: str
    number: str
    iri: str
    name: str
    credential: str = ""
    award: str = ""
    cip: str = ""
