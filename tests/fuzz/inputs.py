"""Cases: command lines, queries, parameters, files and endpoint answers, half right and half wrong.

Each is drawn from a seed, so that a number names it for good.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from random import Random

import credgraph
from credgraph.questions import Question

__all__ = ["KINDS", "Answer", "Case", "case"]

Maker = Callable[[Random, str], "Case"]

_ODD = (
    "", " ", "\t", "\n", "\r", "\0", "\x1b[31m", "\x9b", "\u202e", "\ufeff", "é", "日本",
    "\U0001d54f", "\ud800", "'", '"', '"""', "\\", "\\u0041", "<", ">", "<urn:x>", "<<(", ")>>",
    "{", "}", "{{", "(", ")", "[", "]", "#", "?x", "$y", "_:b", "@en", "@en--ltr", "-1", "1e9",
    "^^xsd:integer", "9" * 400, "NaN", "../../etc/passwd", "/dev/null", "~", "%s", "%00", "$(id)",
    ";", "|", "&&", "--", "-", "--help", "cg:", "xsd:long", "SERVICE", "PREFIX", "UNION", "a", ".",
    "OPTIONAL", "FILTER", "GRAPH", "LIMIT", "P6DT16H", "2026-02-30", "$70,000", "mssc-cpt",
    "MSSC CPT", "veteran", "SC", "smscp-level-1",
)  # fmt: skip
_QUERIES = (
    "SELECT ?c ?l { ?c a cg:Credential ; rdfs:label ?l } ORDER BY ?l LIMIT 20",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "ASK { ?c cg:issuer ?o }",
    "CONSTRUCT { ?s rdfs:label ?o } { ?s rdfs:label ?o } LIMIT 20",
    "DESCRIBE <https://w3id.org/credgraph/id/credential/mssc-cpt>",
    'SELECT * { ?s rdfs:label ?l FILTER(CONTAINS(LCASE(?l), "cpt")) } LIMIT 5',
    "SELECT ?s { ?s cg:issuer/rdfs:label ?l . OPTIONAL { ?s cg:status ?t } } LIMIT 5",
    "SELECT * { VALUES ?x { 1 2.50 \"a\"@en true UNDEF } BIND(STR(?x) AS ?y) }",
)  # fmt: skip
_TURTLE = """@prefix cg: <https://w3id.org/credgraph/ns#> .
<https://w3id.org/credgraph/id/credential/x> a cg:Credential ;
    <urn:p> "x"@en, 2.50, "P6D"^^<urn:d> .
"""
_FILES = {
    ".ttl": _TURTLE,
    ".nt": '<urn:a> <urn:p> "x"^^<http://www.w3.org/2001/XMLSchema#date> .\n',
    ".nq": "<urn:a> <urn:p> <urn:b> <urn:g> .\n",
    ".trig": "<urn:g> { <urn:a> <urn:p> ( 1 2 [ <urn:q> 3 ] ) }\n",
    ".rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x">'
    '<rdf:Description rdf:about="urn:a"><x:p>1</x:p></rdf:Description></rdf:RDF>',
    ".jsonld": '{"@context": {"p": "urn:p"}, "@id": "urn:a", "p": [1, {"@value": "x"}]}',
}
_COMMANDS = ("ask", "query", "describe", "plan", "validate", "export", "info")
_OPTIONS = (
    "--format", "--iris", "--store", "--timeout", "--memory", "--to", "--record", "--force",
    "--help", "--audience", "--state", "--pay", "--hold", "--engine", "--shapes", "--which",
    "--version", "-x",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What an endpoint on loopback replies to every request."""

    status: int
    media: str
    body: bytes
    encoding: str = ""


@dataclass(frozen=True)
class Case:
    """One run of the command.

    In an argument, `{folder}` is the folder of its files and `{few}` a store with few records.
    """

    arguments: tuple[str, ...]
    stdin: bytes = b""
    files: dict[str, bytes] = field(default_factory=dict)
    answer: Answer | None = None


def case(number: int, trap: str) -> Case:
    """Return the case of this number; nothing may ever call the address `trap`."""
    return _TURNS[number % len(_TURNS)](Random(number), trap)


def _broken(random: Random, text: str, trap: str) -> str:
    """Return the text after some random changes, or none."""
    for _ in range(random.choice((0, 1, 1, 2, 3, 8))):
        at = random.randrange(len(text) + 1)
        odd = random.choice((*_ODD, f"<{trap}>", f"SERVICE <{trap}> {{ ?s ?p ?o }}"))
        change = random.randrange(5)
        if change == 0:
            text = text[:at] + odd + text[at:]
        elif change == 1:
            text = text[:at] + text[at + random.randrange(1, 20) :]
        elif change == 2:
            text = text[:at] + text[at : at + 5] * random.choice((2, 50, 900)) + text[at:]
        elif change == 3:
            text = text[:at] + odd * random.choice((1, 30, 400)) + text[at:]
        else:
            text = text[:at]
    return text


def _broken_bytes(random: Random, content: bytes, trap: str) -> bytes:
    if random.random() < 0.6:
        text = _broken(random, content.decode(), trap)
        return text.encode("utf-8", "surrogatepass")
    raw = bytearray(content)
    for _ in range(random.randrange(1, 6)):
        raw[random.randrange(len(raw))] = random.randrange(256)
    return bytes(raw)


def _typed(random: Random, text: str, trap: str) -> str:
    """Return a text that a command line can hold: there is no way to give it a null."""
    return _broken(random, text, trap).replace("\0", "")


def _of_command_line(random: Random, trap: str) -> Case:
    words = [random.choice(_COMMANDS) if random.random() < 0.9 else _typed(random, "ask", trap)]
    more = (*_OPTIONS, *_ODD, "table", "csv", "ctdl", "turtle")
    words += random.choices(more, k=random.randrange(6))
    if words[0] in ("ask", "plan", "validate", "export"):
        words[1:1] = _store(random)
    return Case(tuple(_argument(word) for word in words if "\0" not in word))


def _store(random: Random) -> tuple[str, ...]:
    """Return the option for what takes long in proportion to the graph: mostly, a small one."""
    return ("--store", "{few}") if random.random() < 0.99 else ()


def _argument(word: str) -> str:
    """Return a word that names no place outside of the folder of the case."""
    return word.replace("~", "").replace("/dev/null", "{folder}/none")


def _of_query(random: Random, trap: str) -> Case:
    text = _broken(random, random.choice(_QUERIES), trap)
    form = random.choice(("table", "csv", "json", "markdown", "ttl"))
    if random.random() < 0.3:
        content = text.encode("utf-8", "surrogatepass")
        return Case(("query", "-", "--format", form, "--timeout", "5"), stdin=content)
    return Case(("query", text.replace("\0", ""), "--format", form, "--timeout", "5"))


@cache
def _questions() -> list[Question]:
    return list(credgraph.open().questions.values())


def _of_parameter(random: Random, trap: str) -> Case:
    question = random.choice(_questions())
    words = ["ask", question.name]
    for parameter in question.parameters:
        if random.random() < 0.8:
            given = random.choice(("mssc-cpt", "SC", "veteran", "60000", "2026-01-01", "boeing"))
            words += [f"--{parameter.name}", _typed(random, given, trap)]
    if random.random() < 0.3:
        text = _typed(random, "who pays for the CPT for a veteran in Ohio", trap)
        words = ["ask", text, *_store(random)]
    return Case(tuple(words))


def _of_plan(random: Random, trap: str) -> Case:
    values = {"--audience": "veteran", "--state": "SC", "--pay": "65000", "--hold": "mssc-cpt"}
    words = ["plan"]
    for option, value in values.items():
        if random.random() < 0.8:
            words += [option, _typed(random, value, trap) if random.random() < 0.6 else value]
    return Case(tuple(words))


def _of_file(random: Random, trap: str) -> Case:
    ending = random.choice(list(_FILES))
    content = _broken_bytes(random, _FILES[ending].encode(), trap)
    words = ["validate", f"{{folder}}/given{ending}", "--timeout", "20", "--memory", "2GB"]
    words += _store(random)
    if random.random() < 0.3:
        words += ["--shapes", random.choice(("ctdl", "elm", "open-badges", "none"))]
    return Case(tuple(words), files={f"given{ending}": content})


def _of_record(random: Random, trap: str) -> Case:
    name = _typed(random, random.choice(("mssc-cpt", "CPT", "boeing", "cg:Credential")), trap)
    if random.random() < 0.5:
        return Case(("describe", f"--iris={random.random() < 0.5}"[:6], "--", name))
    profile = random.choice(("turtle", "ctdl", "elm", "schema-org", _typed(random, "case", trap)))
    asked = ("export", f"--to={profile}", f"--record={name}", "-o", "{folder}/made")
    return Case((*asked, *_store(random)))


_ROWS = {
    "head": {"vars": ["c", "l"]},
    "results": {
        "bindings": [
            {
                "c": {"type": "uri", "value": "https://w3id.org/credgraph/id/credential/mssc-cpt"},
                "l": {"type": "literal", "value": "CPT", "xml:lang": "en"},
            },
            {"c": {"type": "bnode", "value": "b0"}, "l": {"type": "literal", "value": "1"}},
        ]
    },
}
_ANSWERS = (
    ("application/sparql-results+json", json.dumps(_ROWS)),
    (
        "application/sparql-results+xml",
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="c"/></head>'
        '<results><result><binding name="c"><uri>urn:a</uri></binding></result></results></sparql>',
    ),
    ("text/csv", "c,l\r\nurn:a,x\r\n"),
    ("text/tab-separated-values", '?c\t?l\n<urn:a>\t"x"@en\n'),
    ("text/turtle", _TURTLE),
    ("text/html", "<html><body>It works</body></html>"),
)


def _of_answer(random: Random, trap: str) -> Case:
    media, text = random.choice(_ANSWERS)
    body = _broken_bytes(random, text.encode(), trap)
    encoding = random.choice(("", "", "", "gzip", "deflate", "br"))
    if encoding == "gzip" and random.random() < 0.7:
        body = gzip.compress(body)
    if random.random() < 0.2:
        media = random.choice(("", "text/plain", "application/json", "x", media + "; charset=x"))
    status = random.choice((200, 200, 200, 200, 204, 206, 301, 400, 401, 404, 429, 500, 503))
    asked = random.choice(
        (
            ("query", random.choice(_QUERIES)),
            ("ask", "funders_of_credential", "--credential", "mssc-cpt"),
            ("describe", "mssc-cpt"),
            ("info",),
        )
    )
    store = ("--store", "{endpoint}", "--timeout", "5")
    return Case((*asked, *store), answer=Answer(status, media, body, encoding))


KINDS: dict[str, Maker] = {
    "command lines": _of_command_line,
    "queries": _of_query,
    "parameters": _of_parameter,
    "plans": _of_plan,
    "files": _of_file,
    "records": _of_record,
    "endpoint answers": _of_answer,
}
_QUICK = (_of_query, _of_command_line, _of_answer)
_TURNS: tuple[Maker, ...] = (
    *KINDS.values(),
    *_QUICK,
    *_QUICK,
    *_QUICK,
)  # what is quick comes often
