"""The description of the dataset: DCAT 3 for what it is, VoID for how much it holds."""

from __future__ import annotations

from credgraph.export.profile import PLAIN_DOCUMENTS, Profile

__all__ = ["PROFILE"]

PROFILE = Profile(
    name="dcat",
    title="DCAT and VoID",
    about="What the graph is, where it comes from, and how many of what it holds.",
    whole=PLAIN_DOCUMENTS,
    embedded=frozenset(
        {
            "dcterms:LicenseDocument",
            "dcterms:LinguisticSystem",
            "dcterms:MediaType",
            "foaf:Document",
        }
    ),
    counts=True,
)
