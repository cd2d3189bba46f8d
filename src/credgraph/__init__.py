"""CredGraph: an open knowledge graph of workforce credentials.

>>> import credgraph
>>> graph = credgraph.open()
>>> answer = graph.ask("funders_of_credential", credential="mssc-cpt")
>>> "WIOA" in " ".join(answer.column("program_label"))
True
"""

from typing import Any

from credgraph.errors import CredGraphError
from credgraph.graph import CredentialGraph, open
from credgraph.results import Table, Triples

__all__ = ["CredGraphError", "CredentialGraph", "Table", "Triples", "__version__", "open"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("credgraph")
    raise AttributeError(f"module 'credgraph' has no attribute {name!r}")
