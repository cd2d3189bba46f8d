"""Export: the graph in other vocabularies, with a statement of what each could not carry.

The way of the data: `mapping` runs the CONSTRUCT queries of `queries/export/<profile>/`; `judging`
checks what came out against `shapes/registries/<profile>.ttl`; a profile's own module writes it;
`coverage` counts, from the graph, what was carried and what was not, as `fates` says; `writing`
puts the files in place.
"""

from credgraph.export.exporting import Export, export
from credgraph.export.profile import Document, Profile
from credgraph.export.profiles import profile, profiles

__all__ = ["Document", "Export", "Profile", "export", "profile", "profiles"]
