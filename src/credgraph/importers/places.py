"""States and ZIP codes, as tables write them."""

from __future__ import annotations

import re

from credgraph.importers.statements import record

__all__ = ["state", "zip_code"]

_STATES = re.compile(
    "A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI"
    "|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]"
)


def state(code: str) -> str | None:
    """Return the IRI of the state or territory with a postal code; None if the graph has none."""
    return record("area", f"us-{code.lower()}") if _STATES.fullmatch(code) else None


def zip_code(text: str) -> str | None:
    """Return five digits: without the four behind a hyphen, with the zeros that spreadsheets drop.

    None if the text is no ZIP code.
    """
    found = re.fullmatch(r"(\d{3,5})(-?\d{4})?", text.strip(), re.ASCII)
    return found[1].zfill(5) if found else None
