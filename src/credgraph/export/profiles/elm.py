"""European Learning Model 3: achievements, outcomes, examinations, opportunities and grants."""

from __future__ import annotations

from credgraph.export.profile import PLAIN_DOCUMENTS, Profile

__all__ = ["PROFILE"]

PROFILE = Profile(
    name="elm",
    title="European Learning Model",
    about="Achievements with their parts, outcomes and examinations, never with a level.",
    whole=PLAIN_DOCUMENTS,
    embedded=frozenset(
        {
            "elm:Agent",
            "elm:Identifier",
            "elm:LearningOutcome",
            "elm:Organisation",
            "skos:Concept",
            "skos:ConceptScheme",
        }
    ),
)
