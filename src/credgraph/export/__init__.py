"""Export: the graph in other vocabularies, with a count of what each cannot carry.

The path of the data: `mapping` runs the CONSTRUCT queries of `queries/export/<profile>/`;
`conformance` checks the result against `shapes/registries/<profile>.ttl`; the profile's module in
`profiles` writes it; `coverage` counts, from the graph and by the `crosswalk`, what was carried and
what was not; `atomic_files` puts the files in place. `exporter` runs all steps.
"""

from credgraph.export.exporter import Export, export
from credgraph.export.profile import Document, Profile
from credgraph.export.profiles import profile, profiles

__all__ = ["Document", "Export", "Profile", "export", "profile", "profiles"]
