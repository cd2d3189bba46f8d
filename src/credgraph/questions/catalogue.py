"""The question library: one query file is one question, described in its own `#+` header.

The header is YAML in comments (grlc's convention), so the file stays valid SPARQL. Every query file
in the folders is in the library; there is no list to maintain.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from credgraph.errors import UnknownQuestion, UnreadableFile
from credgraph.rdf import BASE, PARAMETER, bind_parameters, split_parameters
from credgraph.resources import QUERY_FOLDERS, root
from credgraph.results import Column

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Catalogue", "Parameter", "Question", "command_for", "read"]


class Parameter(NamedTuple):
    """A parameter of a question; `of_class` is a CURIE such as `cg:Credential`, or empty."""

    name: str
    label: str
    datatype: str
    of_class: str
    sample: str


class Question(NamedTuple):
    """A question people ask, the query that answers it, and what its answer looks like."""

    name: str
    folder: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    parts: tuple[str, ...]
    problem: str = ""
    solution: str = ""
    examples: tuple[str, ...] = ()  # ways in which people ask it
    sentences: Mapping[str, str] = MappingProxyType({})  # for `none`, `one` and `many` rows

    @property
    def iri(self) -> str:
        """The IRI under which the question is published."""
        return f"{BASE}/query/{self.folder}/{self.name}"

    @property
    def text(self) -> str:
        """The SPARQL as in the file, with its parameters unbound."""
        return "".join(self.parts)

    @property
    def samples(self) -> dict[str, str]:
        """A value for each parameter; with all of them the question has an answer."""
        return {parameter.name: parameter.sample for parameter in self.parameters}

    def bind(self, terms: Mapping[str, object]) -> str:
        """Return the SPARQL with a term, such as `str` writes in N-Triples, for each parameter."""
        types = {parameter.name: parameter.datatype for parameter in self.parameters}
        named = {f"?_{name}_{types[name]}": str(term) for name, term in terms.items()}
        return bind_parameters(self.parts, named)


def command_for(name: str, values: Mapping[str, str]) -> str:
    """Return the command that asks a question with a value for each parameter.

    >>> command_for("wages_in_state", {"area": "New York"})
    "credgraph ask wages_in_state --area 'New York'"
    """
    from shlex import quote

    return " ".join(["credgraph ask", name, *(f"--{k} {quote(v)}" for k, v in values.items())])


class Catalogue(Mapping[str, Question]):
    """The questions by name; a file is read when its question is first used."""

    def __init__(self, folder: Path | None = None) -> None:
        base = folder or root() / "queries"
        paths = [path for name in QUERY_FOLDERS for path in sorted((base / name).glob("*.rq"))]
        self._unread: dict[str, Path | bytes] = {path.stem: path for path in paths}
        self._read: dict[str, Question] = {}

    @classmethod
    def unpacked(cls, packed: Mapping[str, bytes]) -> Catalogue:
        """Return the catalogue of which `packed` holds the questions."""
        catalogue = cls.__new__(cls)
        catalogue._unread, catalogue._read = dict(packed), {}
        return catalogue

    def packed(self) -> dict[str, bytes]:
        """Return each question by its name, as Python writes a module that it has compiled.

        So it is read faster than YAML, and only when it is first used.
        """
        return {name: _packed(question) for name, question in self.items()}

    def __getitem__(self, name: str) -> Question:
        if name not in self._read:
            if name not in self._unread:
                raise UnknownQuestion(name, _nearest(name, self._unread))
            unread = self._unread[name]
            self._read[name] = _unpacked(unread) if isinstance(unread, bytes) else read(unread)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._unread

    def __iter__(self) -> Iterator[str]:
        return iter(self._unread)

    def __len__(self) -> int:
        return len(self._unread)


def _nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    from difflib import get_close_matches

    return tuple(get_close_matches(name, names, 3))


def _packed(question: Question) -> bytes:
    return marshal.dumps(
        tuple(
            question._replace(
                parameters=tuple(map(tuple, question.parameters)),  # type: ignore[arg-type]
                columns=tuple(map(tuple, question.columns)),  # type: ignore[arg-type]
                sentences=dict(question.sentences),
            )
        )
    )


def _unpacked(packed: bytes) -> Question:
    question = Question(*marshal.loads(packed))  # noqa: S302 # of a snapshot that is our own
    return question._replace(
        parameters=tuple(Parameter(*fields) for fields in question.parameters),
        columns=tuple(Column(*fields) for fields in question.columns),
    )


def read(path: Path) -> Question:
    """Read one query file; raises UnreadableFile if its header is incomplete or wrong."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = _header(path, "".join(line[2:] for line in lines if line.startswith("#+")))
    body = "".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    parts = split_parameters(body)
    return Question(
        name=path.stem,
        folder=path.parent.name,
        summary=str(header["summary"]),
        description=str(header["description"]).strip(),
        tags=tuple(header["tags"]),
        parameters=_parameters(path, header.get("parameters") or {}, parts),
        columns=tuple(
            Column(name, entry["label"], entry["type"]) for name, entry in header["columns"].items()
        ),
        parts=parts,
        problem=str(header.get("problem", "")),
        solution=str(header.get("solution", "")),
        examples=tuple(header.get("examples", ())),
        sentences=dict(header.get("sentences", {})),
    )


def _header(path: Path, text: str) -> dict[str, Any]:
    import yaml

    try:
        header = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 # safe
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise UnreadableFile(str(path), "the #+ header is not YAML", line) from None
    missing = {"summary", "description", "tags", "columns"} - set(header or {})
    if missing:
        raise UnreadableFile(str(path), f"the #+ header lacks {', '.join(sorted(missing))}", 1)
    return dict(header)


def _parameters(
    path: Path, header: Mapping[str, Any], parts: tuple[str, ...]
) -> tuple[Parameter, ...]:
    used = {
        match["name"]: match["type"] for part in parts[1::2] if (match := PARAMETER.match(part))
    }
    if set(used) != set(header):
        differing = ", ".join(sorted(set(used) ^ set(header)))
        problem = f"header and query disagree on the parameter {differing}"
        raise UnreadableFile(str(path), problem, 1)
    return tuple(
        Parameter(name, entry["label"], used[name], entry.get("class", ""), str(entry["sample"]))
        for name, entry in header.items()
    )
