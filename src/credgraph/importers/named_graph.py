"""The statements of one named graph, each by a method that says what kind of value it has."""

from __future__ import annotations

from collections.abc import Iterator

from credgraph.importers import statements
from credgraph.importers.statements import Shared, name

__all__ = ["NamedGraph"]


class NamedGraph:
    """Makes lines of N-Quads in a graph of ours: subjects are terms, properties are CURIEs."""

    def __init__(self, stem: str) -> None:
        self._end = f" {statements.graph(stem)} .\n"

    def concept(self, subject: str, kind: str, label: str, code: str) -> Iterator[str]:
        """Yield the class, label and code of a record that other datasets may describe as well."""
        yield Shared(self.type(subject, kind))
        yield Shared(self.english(subject, "rdfs:label", label))
        yield Shared(self.text(subject, "skos:notation", code))

    def shared_link(self, subject: str, used: str, to: str) -> str:
        """Return a link that the shipped graph or another dataset may state as well."""
        return Shared(self.link(subject, used, to))

    def shared_words(self, subject: str, used: str, text: str) -> str:
        """Return words that the shipped graph or another dataset may have as well."""
        return Shared(self.english(subject, used, text))

    def type(self, subject: str, kind: str) -> str:
        """Return the class of a record, such as `cg:Occupation`."""
        return f"{subject} {name('rdf:type')} {name(kind)}{self._end}"

    def link(self, subject: str, used: str, to: str) -> str:
        """Return a link to another record."""
        return f"{subject} {name(used)} {to}{self._end}"

    def term(self, subject: str, used: str, curie: str) -> str:
        """Return a link to a property or class of a vocabulary, such as `cg:median`."""
        return f"{subject} {name(used)} {name(curie)}{self._end}"

    def english(self, subject: str, used: str, text: str) -> str:
        """Return words in English."""
        return f"{subject} {name(used)} {statements.text(text)}{self._end}"

    def text(self, subject: str, used: str, text: str) -> str:
        """Return a code or other text without a language."""
        return f"{subject} {name(used)} {statements.literal(text)}{self._end}"

    def number(self, subject: str, used: str, amount: str) -> str:
        """Return a decimal, written as it stands in the source."""
        return f"{subject} {name(used)} {statements.decimal(amount)}{self._end}"

    def typed(self, subject: str, used: str, text: str, datatype: str) -> str:
        """Return a value of an XML Schema datatype, such as `integer`, `boolean` or `duration`."""
        return f"{subject} {name(used)} {statements.typed(text, datatype)}{self._end}"
