"""The profiles by name; the module of a profile is imported when it is first needed."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from credgraph.errors import UnknownProfile
from credgraph.export.profile import Profile

__all__ = ["NAMES", "profile", "profiles"]

NAMES = ("turtle", "ctdl", "schema-org", "elm", "skos", "case", "open-badges", "dcat")


def profile(name: str) -> Profile:
    """Return the profile of this name; raises UnknownProfile with the nearest names."""
    if name not in NAMES:
        typed = name.strip().lower().replace("_", "-").replace(".", "-")
        raise UnknownProfile(name, tuple(get_close_matches(typed, NAMES, 2, 0.4)), NAMES)
    module = import_module(f"credgraph.export.profiles.{name.replace('-', '_')}")
    found: Profile = module.PROFILE
    return found


def profiles() -> list[Profile]:
    """Return every profile, in the order of NAMES."""
    return [profile(name) for name in NAMES]
