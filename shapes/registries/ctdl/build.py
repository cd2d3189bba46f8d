"""Builds `shapes/registries/ctdl.ttl` from the files in this folder: `make shapes`.

Tables hold what the Credential Registry publishes row by row:

- `requirements.tsv`: what records must or should have: a name for it, its path as in SPARQL, and
  the message for a record without it;
- `classes.tsv`: the shapes that judge records of each class, and those that judge references;
- `values.tsv`: the kind of value that each property takes, with an example if the kind's own
  does not suit it;
- `kinds.tsv`: for each kind, the datatype that CTDL's JSON-LD context gives it, how many values
  a record may have at most, and the message;
- `vocabularies.tsv`: the controlled vocabularies, which are kinds too, each with its class in CTDL.

Everything else is in `hand-written.ttl`, where a comment such as `# values.tsv` marks the place of
the shapes made from that table.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
BUILT = FOLDER.with_suffix(".ttl")
NOTICE = "# Made by `make shapes` from the files in the folder ctdl/: change those, not this one.\n"
POLICY = "https://credreg.net/registry/policy"
SEVERITIES = {"required": "Violation", "recommended": "Warning"}
RECORDS = 'isIRI(?this) && (BOUND(?ctid) || !CONTAINS(STR(?this), "#"))'
REFERENCES = 'isBlank(?this) || (!BOUND(?ctid) && CONTAINS(STR(?this), "#"))'

Row = dict[str, str]


class BadTable(Exception):
    """What is wrong in a table, in a sentence for the person who edited it."""


def build(folder: Path = FOLDER) -> str:
    """Return the shapes as one Turtle text. Raises BadTable."""
    text = NOTICE + (folder / "hand-written.ttl").read_text("utf-8")
    made = {
        "requirements.tsv": map(_requirement, _rows(folder, "requirements.tsv")),
        "classes.tsv": _targets(_rows(folder, "classes.tsv")),
        "vocabularies.tsv": map(_vocabulary, _rows(folder, "vocabularies.tsv")),
        "values.tsv": _values(folder),
    }
    for name, shapes in made.items():
        text = text.replace(f"\n# {name}\n", "\n" + "\n\n".join(shapes) + "\n")
    _check_names(text)
    return text


def _rows(folder: Path, name: str) -> list[Row]:
    """Read a table; a row may end before its last cells."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        rows = list(reader)
    for row in rows:
        if None in row:
            raise BadTable(f"{name}: a row has too many cells: {next(iter(row.values()))}")
    return rows


def _requirement(row: Row) -> str:
    level = row["level"]
    if level not in SEVERITIES:
        raise BadTable(f"requirements.tsv: {level!r} is neither required nor recommended")
    return f"""\
cgs:ctdl-{level}-{row["name"]} a sh:PropertyShape ;
    sh:path {_shacl_path(row["path"])} ;
    sh:minCount 1 ;
    sh:severity sh:{SEVERITIES[level]} ;
    sh:message {_literal(row["message"])} ;
    rdfs:seeAlso <{POLICY}> ."""


def _shacl_path(path: str) -> str:
    """Write a SPARQL path of alternatives, each possibly inverse, as SHACL does."""
    steps = [
        f"[ sh:inversePath {step[1:]} ]" if step.startswith("^") else step
        for step in path.split("|")
    ]
    return steps[0] if len(steps) == 1 else f"[ sh:alternativePath ( {' '.join(steps)} ) ]"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@en'


def _targets(rows: list[Row]) -> Iterator[str]:
    for column, condition in (("record", RECORDS), ("reference", REFERENCES)):
        classes = defaultdict(list)
        for row in rows:
            for shape in row[column].split():
                classes[shape].append(row["class"])
        for shape, members in classes.items():
            yield _target(shape, members, condition)


def _target(shape: str, classes: list[str], condition: str) -> str:
    pattern = f"  ?this a {classes[0]} ."
    if len(classes) > 1:
        names = "|".join(name.removeprefix("ceterms:") for name in classes)
        if ":" in names:
            raise BadTable(f"classes.tsv: {shape} mixes classes of CTDL with others")
        regex = f"^https://purl.org/ctdl/terms/({names})$"
        pattern = f'  ?this a ?class .\n  FILTER(REGEX(STR(?class), "{regex}"))'
    return f'''\
cgs:ctdl-{shape}-target a sh:SPARQLTarget ;
    sh:prefixes <https://w3id.org/credgraph/shapes/registries/ctdl> ;
    sh:select """
SELECT DISTINCT ?this
WHERE {{
{pattern}
  OPTIONAL {{ ?this ceterms:ctid ?ctid }}
  FILTER({condition})
}}
""" .'''


def _vocabulary(row: Row) -> str:
    name = row["vocabulary"]
    pattern = f'sh:pattern "^https://purl.org/ctdl/vocabs/{name}/."'
    node = f"[ sh:path ceterms:targetNode ; sh:minCount 1 ; {pattern} ]"
    return f"""\
cgs:ctdl-kind-{name} a sh:NodeShape ;
    sh:or ( [ sh:nodeKind sh:IRI ; {pattern} ] [ sh:property {node} ] ) ."""


def _values(folder: Path) -> Iterator[str]:
    kinds = {row["kind"]: row for row in _rows(folder, "kinds.tsv")}
    concept = kinds.pop("concept")
    for row in _rows(folder, "vocabularies.tsv"):
        name, message = row["vocabulary"], concept["message"].replace("{scheme}", row["scheme"])
        kinds[name] = concept | {"example": f"{name}:{row['example']}", "message": message}
    for row in _rows(folder, "values.tsv"):
        if row["kind"] not in kinds:
            raise BadTable(f"values.tsv: {row['property']}: no kind is called {row['kind']!r}")
        yield _value(row, kinds[row["kind"]])


def _value(row: Row, kind: Row) -> str:
    path, example = row["property"], row["example"] or kind["example"]
    most = f" sh:maxCount {kind['most']} ;" if kind["most"] else ""
    message = kind["message"] if example else kind["message"].replace(" such as a {example}", "")
    message = message.replace("{property}", path).replace("{example}", example)
    name = path.removeprefix("ceterms:").replace(":", "-")
    return f"""\
cgs:ctdl-value-{name} a sh:PropertyShape ; sh:targetSubjectsOf {path} ;
    sh:path {path} ; sh:node cgs:ctdl-kind-{row["kind"]} ;{most} sh:severity sh:Violation ;
    sh:message {_literal(message)} ."""


def _check_names(text: str) -> None:
    """Require each shape to be defined once, and each requirement and target to be used."""
    defined = Counter(re.findall(r"^(cgs:ctdl-[\w-]+) a sh:", text, re.MULTILINE))
    named = Counter(re.findall(r"cgs:ctdl-[\w-]+", text))
    if twice := [name for name, count in defined.items() if count > 1]:
        raise BadTable(f"defined more than once: {', '.join(twice)}")
    if missing := sorted(named.keys() - defined.keys()):
        raise BadTable(f"named but not defined: {', '.join(missing)}")
    serving = r"cgs:ctdl-((required|recommended|kind)-.+|.+-target)"
    if idle := [name for name in defined if named[name] == 1 and re.fullmatch(serving, name)]:
        raise BadTable(f"defined but not used: {', '.join(idle)}")


def main() -> int:
    """Write the built file; 1 and a sentence if a table is wrong."""
    try:
        BUILT.write_text(build(), encoding="utf-8", newline="\n")
    except BadTable as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
