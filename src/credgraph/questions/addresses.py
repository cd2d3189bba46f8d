"""Where a server that is known by an address answers for our IRIs, and code that asks it."""

from __future__ import annotations

import json
from shlex import quote as quoted_for_shell
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from credgraph.questions.catalogue import Question
from credgraph.rdf import BASE

__all__ = ["Addresses", "answer_snippets"]

_SECTIONS = ("/id/", "/graph/", "/query/", "/ns", "/shapes", "/prefixes", "/schemes", "/alignments")
_SAFE = "/#:@!$&'()*+,;=~"


class Addresses(NamedTuple):
    """The addresses of a server whose root is `base`, an absolute URL without a slash at its end.

    Pages link with paths, so that they work by whichever name the server is called.
    """

    base: str

    @property
    def root(self) -> str:
        """The path of the server's root, without a slash at its end."""
        return urlsplit(self.base).path.rstrip("/")

    def path(self, iri: str) -> str:
        """Return the path of the page about an IRI of ours; nothing for any other IRI.

        >>> Addresses("https://example.org/mirror").path("https://w3id.org/credgraph/ns#Cost")
        '/mirror/ns#Cost'
        """
        rest = iri.removeprefix(BASE)
        if rest == iri or not rest.startswith(_SECTIONS):
            return ""
        return self.root + quote(rest, safe=_SAFE)

    def data(self, iri: str, suffix: str) -> str:
        """Return the absolute address of the data about an IRI of ours, in the form of a suffix."""
        return self.base + quote(iri.removeprefix(BASE).partition("#")[0], safe=_SAFE) + suffix

    def answer(self, question: Question, values: dict[str, str], form: str = "") -> str:
        """Return the absolute address of an answer: of its page, or of its data in a format."""
        given = urlencode({**values, **({"format": form} if form else {})})
        return f"{self.base}/api/questions/{quote(question.name)}{'?' if given else ''}{given}"

    def question(self, question: Question, values: dict[str, str]) -> str:
        """Return the path of the page that asks a question with these values."""
        return f"{self.path(question.iri)}{'?' if values else ''}{urlencode(values)}"

    def here(self, path: str) -> str:
        """Return a path of this server, such as `/docs`, from its root."""
        return self.root + path


def answer_snippets(
    question: Question, values: dict[str, str], addresses: Addresses
) -> dict[str, str]:
    """Return code that reads the answer as a table, by language."""
    csv = addresses.answer(question, values, "csv")
    return {
        "curl": f"curl -s {quoted_for_shell(csv)}\n",
        "Python": f"import pandas\n\nanswer = pandas.read_csv({json.dumps(csv)})\n",
        "R": f"answer <- read.csv({json.dumps(csv)})\n",
    }
