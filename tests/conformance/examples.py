"""Example queries that people publish for their endpoints, as tests of the syntax.

Each is a `sh:SPARQLExecutable` in a file of its own; the prefixes that it leaves out are declared
in `prefixes.ttl`, of its folder or of the folder above.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from conformance.manifests import Case, Manifest, read_manifest

__all__ = ["EXAMPLE", "example_text", "examples"]

EXAMPLE = "PositiveSyntaxExample"
_FORMS = ("sh:select", "sh:ask", "sh:construct", "spex:describe")


def examples(prefixes: Path) -> Iterator[Case]:
    """Yield the examples in the folders below the file of the shared prefixes."""
    root = prefixes.parent
    for path in sorted(root.glob("*/*.ttl")):
        for node in _queries(Manifest.of(path)):
            yield Case(path.relative_to(root).with_suffix("").as_posix(), EXAMPLE, str(path), node)


def _queries(file: Manifest) -> list[str]:
    return [node.value for form in _FORMS for node in file.subjects(form)]


def example_text(case: Case) -> str:
    """Return the query of an example, all prefixes of its folder declared before it."""
    path = Path(case.manifest)
    file = read_manifest(path)
    [node] = [node for form in _FORMS for node in file.subjects(form) if node.value == case.iri]
    [text] = [value.value for form in _FORMS for value in file.values(node, form)]
    return f"{_declared(path.parent)}{text}"


@lru_cache(maxsize=64)
def _declared(folder: Path) -> str:
    found = dict[str, str]()
    for file in (folder.parent / "prefixes.ttl", folder / "prefixes.ttl"):
        declared = Manifest.of(file) if file.exists() else Manifest([])
        for node in declared.subjects("sh:prefix"):
            space = declared.value(node, "sh:namespace")
            if space is not None:
                found[declared.value(node, "sh:prefix").value] = space.value
    return "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in found.items())
