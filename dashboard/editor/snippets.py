"""Code that asks the same question outside the explorer: Python, a shell with curl, and R."""

from __future__ import annotations

import json
from collections.abc import Mapping
from shlex import quote

from credgraph.questions import command_for
from credgraph.results import Table, Triples

__all__ = ["query_snippets", "question_snippets"]

_ENDPOINT = "http://localhost:7878/query"
_SERVE = """# serve the graph first, all its named graphs as one:
#   python -c 'import credgraph; credgraph.open("store")'
#   oxigraph serve-read-only --location store --union-default-graph
"""
_JSON, _TURTLE = "application/sparql-results+json", "text/turtle"
Answer = Table | Triples | bool


def question_snippets(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return how to ask a question of the library from Python and a shell, by language."""
    arguments = "".join(f", {key}={json.dumps(value)}" for key, value in values.items())
    python = (
        "import credgraph\n\ngraph = credgraph.open()\n"
        f"answer = graph.ask({json.dumps(name)}{arguments})\nprint(answer.to_pandas())\n"
    )
    return {"Python": python, "Shell": f"{command_for(name, values)} --format csv\n"}


def query_snippets(text: str, answer: Answer, endpoint: str | None = None) -> dict[str, str]:
    """Return how to run a query, and read an answer like this one, by language.

    `endpoint` is the URL that was asked, None for the graph of this explorer.
    """
    body = text.rstrip()
    url = endpoint or _ENDPOINT
    serve = "" if endpoint else _SERVE
    found = {"Python": _python(body, answer, endpoint)}
    if not endpoint:
        format_ = " --format csv" if isinstance(answer, Table) else ""
        found["Shell"] = f"credgraph query {quote(body)}{format_}\n"
    found["curl"] = (
        f"{serve}curl -s -H 'Accept: {_accepted(answer)}' "
        f"--data-urlencode {quote('query=' + body)} {quote(url)}\n"
    )
    found["R"] = serve + _r(body, answer, url)
    return found


def _accepted(answer: Answer) -> str:
    if isinstance(answer, bool):
        return _JSON
    return "text/csv" if isinstance(answer, Table) else _TURTLE


def _python(body: str, answer: Answer, endpoint: str | None) -> str:
    shown = "answer"
    if not isinstance(answer, bool):
        shown += ".to_pandas()" if isinstance(answer, Table) else ".to_turtle()"
    return (
        f"import credgraph\n\ngraph = credgraph.open({json.dumps(endpoint) if endpoint else ''})\n"
        f"answer = graph.query({_literal(body)})\nprint({shown})\n"
    )


def _r(body: str, answer: Answer, url: str) -> str:
    read = "resp_body_string(reply)"
    if isinstance(answer, bool):
        read = "resp_body_json(reply, check_type = FALSE)$boolean"
    elif isinstance(answer, Table):
        read = f"read.csv(text = {read})"
    return (
        "library(httr2)\n"
        f"query <- {json.dumps(body, ensure_ascii=False)}\n"
        f"reply <- request({json.dumps(url)}) |>\n"
        f"  req_headers(Accept = '{_accepted(answer)}') |>\n"
        f"  req_body_form(query = query) |>\n  req_perform()\nanswer <- {read}\n"
    )


def _literal(text: str) -> str:
    """Write a text as a Python literal that reads well over several lines."""
    if '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""\n{text}\n"""'
