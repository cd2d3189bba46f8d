"""The documentation as pages to browse: `python docs/site.py FOLDER`, or `make docs`.

Nothing here is written by hand. The ontology's page is pyLODE's; the others are tables made from
the shapes, the questions and the crosswalks of exports.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
from dominate import document, tags

from credgraph import __version__
from credgraph.export import profiles
from credgraph.export.crosswalk import Target, crosswalk
from credgraph.questions import Catalogue, Question
from credgraph.rdf import compact, prefixes
from credgraph.resources import root
from credgraph.store import EmbeddedStore, read_solutions

__all__ = ["PAGES", "build"]

_STYLE = """body{font:16px/1.5 sans-serif;margin:2em auto;max-width:76em;padding:0 1em;
color:#1b2733}
table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border-bottom:1px solid #ccd6dd;
padding:.4em .6em;text-align:left;vertical-align:top}th{background:#f1f5f8;position:sticky;top:0}
a{color:#0b5c8a}code,pre{font:14px/1.4 monospace;background:#f1f5f8}pre{padding:1em;overflow:auto}
.wide{overflow-x:auto}.no{color:#6b4300}"""
_SHAPES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?file ?title ?shape ?severity ?message WHERE {
  GRAPH ?file { ?about dcterms:title ?title . ?shape sh:message ?message ; sh:severity ?severity }
} ORDER BY ?file ?shape ?message"""


def build(target: Path) -> list[Path]:
    """Write every page below a folder; return them."""
    target.mkdir(parents=True, exist_ok=True)
    _ontology(target / "ontology.html")
    written = [target / "ontology.html"]
    for name, (title, fill) in PAGES.items():
        page = document(title=f"CredGraph: {title}", doctype="<!DOCTYPE html>")
        page["lang"] = "en"
        with page.head:
            tags.meta(charset="utf-8")
            tags.meta(name="viewport", content="width=device-width")
            tags.style(_STYLE)
        with page, tags.main():
            if name != "index":
                tags.a("Documentation", href="index.html")
            tags.h1(title)
            fill()
        written.append(target / f"{name}.html")
        written[-1].write_text(page.render() + "\n", "utf-8")
    return written


def _ontology(target: Path) -> None:
    import logging

    from pylode import OntPub

    logging.getLogger().setLevel(logging.WARNING)  # pyLODE sets it lower for everybody
    made = OntPub(str(root() / "ontology" / "credgraph.ttl")).make_html()
    target.write_text(str(made), "utf-8")


def _index() -> None:
    tags.p(f"Version {__version__}. Every page is generated from the files it describes.")
    with tags.ul():
        tags.li(tags.a("The ontology: classes and properties", href="ontology.html"))
        for name, (title, _) in PAGES.items():
            if name != "index":
                tags.li(tags.a(title, href=f"{name}.html"))


def _table(heads: list[str], rows: list[list[str | tags.html_tag]]) -> None:
    with tags.div(cls="wide"), tags.table():
        tags.thead(tags.tr(*(tags.th(head, scope="col") for head in heads)))
        with tags.tbody():
            for row in rows:
                tags.tr(*(tags.td(cell) for cell in row))


def _shapes() -> None:
    tags.p(
        "What is checked, how grave it is, and what to do. A Violation blocks an export; "
        "a Warning is probably incomplete; an Info is worth a look."
    )
    store = ox.Store()
    for folder in ("shapes", "shapes/registries"):
        for path in sorted((root() / folder).glob("*.ttl")):
            file = ox.NamedNode(f"urn:{folder}/{path.name}")
            store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=file)
    by_file: dict[tuple[str, str], list[list[str | tags.html_tag]]] = {}
    columns = ("file", "title", "shape", "severity", "message")
    for row in read_solutions(EmbeddedStore(store), _SHAPES, columns):
        name, title, shape, severity, message = (cell.value for cell in row)
        cells: list[str | tags.html_tag] = [severity.rpartition("#")[2], message]
        by_file.setdefault((name, title), []).append([tags.code(compact(shape)), *cells])
    for (name, title), found in by_file.items():
        tags.h2(title)
        tags.p(tags.code(name.removeprefix("urn:")))
        _table(["Shape", "Severity", "What it says"], found)


def _questions() -> None:
    tags.p(tags.code("credgraph ask NAME"), " answers each; any SPARQL endpoint can run it.")
    catalogue = Catalogue()
    for folder in sorted({question.folder for question in catalogue.values()}):
        tags.h2(folder)
        for question in catalogue.values():
            if question.folder == folder:
                _question(question)


def _question(question: Question) -> None:
    tags.h3(question.summary, id=question.name)
    tags.p(tags.code(question.name), ": ", question.description)
    if question.parameters:
        lines: list[list[str | tags.html_tag]] = [
            [tags.code(f"--{each.name}"), each.label, each.datatype, each.sample]
            for each in question.parameters
        ]
        _table(["Takes", "Meaning", "Type", "For example"], lines)
    tags.p("Answers with: ", ", ".join(dict.fromkeys(column.label for column in question.columns)))
    with tags.details():
        tags.summary("SPARQL")
        tags.pre(question.text)


def _mapping() -> None:
    tags.p(
        "What becomes of each class and property in each way out of the graph. Where nothing "
        "stands for it, the reason is given; an export counts what it left out."
    )
    mapped = [profile for profile in profiles() if profile.mapped]
    decided = {profile.name: crosswalk(profile.name) for profile in mapped}
    heads = ["", *(profile.title for profile in mapped)]
    for title, part in (("Classes", "classes"), ("Properties", "properties")):
        entries = {name: getattr(decided[name], part) for name in decided}
        names = sorted({entry for found in entries.values() for entry in found})
        tags.h2(title)
        lines: list[list[str | tags.html_tag]] = [
            [tags.code(name), *(_target(found.get(name)) for found in entries.values())]
            for name in names
        ]
        _table(heads, lines)
    tags.h2("The queries")
    tags.p("The mapping itself is SPARQL, in the folder ", tags.code("queries/export"), ".")


def _target(target: Target | None) -> str | tags.html_tag:
    if target is None:
        return "as the general property"
    return target.term if target.carried else tags.span(f"not carried: {target.reason}", cls="no")


def _prefixes() -> None:
    lines: list[list[str | tags.html_tag]] = [
        [tags.code(f"{prefix}:"), namespace] for prefix, namespace in prefixes().items()
    ]
    _table(["Prefix", "Stands for"], lines)


PAGES: dict[str, tuple[str, Callable[[], None]]] = {
    "index": ("Documentation", _index),
    "shapes": ("The shapes", _shapes),
    "questions": ("The questions", _questions),
    "mapping": ("The mapping to other vocabularies", _mapping),
    "prefixes": ("The prefixes", _prefixes),
}

if __name__ == "__main__":
    for file in build(Path(sys.argv[1])):
        sys.stdout.write(f"{file}\n")
