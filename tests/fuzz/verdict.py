"""What must hold of every ending: a known exit code, one clear line, nothing left behind."""

from __future__ import annotations

from fuzz.inputs import Case
from fuzz.trial import DEADLINE, Ending

__all__ = ["faults"]

_FINDINGS = ("validate", "export")  # the commands that look for any, and say so with code 1
_CODES = (0, 1, 2, 3)


def faults(case: Case, ending: Ending) -> list[str]:
    """Return what is wrong with an ending, or nothing."""
    return [said for holds, said in _claims(case, ending) if not holds]


def _claims(case: Case, ending: Ending) -> list[tuple[bool, str]]:
    code, errors = ending.code, ending.errors
    complaints = [line for line in errors.splitlines() if line.startswith("credgraph: ")]
    return [
        (code is not None, f"it ran for more than {DEADLINE:g} seconds"),
        (code is None or code in _CODES, f"it ended with {code}"),
        ("Traceback" not in errors, "a traceback"),
        ("a fault of ours" not in errors, "a fault of ours"),
        (code != 1 or case.arguments[0] in _FINDINGS, "1 without findings"),
        (code != 2 or len(complaints) == 1, f"{len(complaints)} lines that complain"),
        (code != 0 or not complaints, "a complaint, and 0"),
        (_is_clean(errors), "a control character in what it says"),
        (not ending.left, f"left: {', '.join(ending.left)}"),
    ]


def _is_clean(text: str) -> bool:
    return all(sign.isprintable() or sign == "\n" for sign in text)
