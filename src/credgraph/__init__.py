"""CredGraph: an open knowledge graph of workforce credentials.

>>> import credgraph
>>> graph = credgraph.open()
>>> answer = graph.ask("funders_of_credential", credential="mssc-cpt")
>>> "WIOA" in " ".join(answer.column("program_label"))
True
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credgraph.errors import CredGraphError
    from credgraph.graph import CredentialGraph, open
    from credgraph.results import Table, Triples

__all__ = ["CredGraphError", "CredentialGraph", "Table", "Triples", "__version__", "open"]


_ROOMS = {  # each is opened when it is first used, so that the command can choose the moment
    "CredGraphError": "errors",
    "CredentialGraph": "graph",
    "Table": "results",
    "Triples": "results",
    "open": "graph",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("credgraph")
    from importlib import import_module

    if name in _ROOMS:
        found = globals()[name] = getattr(import_module(f"credgraph.{_ROOMS[name]}"), name)
        return found
    try:  # a room by its name, such as credgraph.errors
        return import_module(f"credgraph.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"credgraph.{name}":
            raise
        raise AttributeError(f"module 'credgraph' has no attribute {name!r}") from None


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
