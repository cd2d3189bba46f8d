"""The same question asked from elsewhere: Python, a shell with curl, and R."""

from __future__ import annotations

import json
from collections.abc import Mapping
from shlex import quote

__all__ = ["asked", "queried"]

_ENDPOINT = "http://localhost:7878/query"
_SERVE = "# serve the graph first, for example: oxigraph serve-read-only --location STORE\n"


def asked(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return how to ask a question of the library from Python and a shell."""
    arguments = "".join(f", {key}={json.dumps(value)}" for key, value in values.items())
    options = "".join(f" --{key} {quote(value)}" for key, value in values.items())
    python = (
        "import credgraph\n\ngraph = credgraph.open()\n"
        f"answer = graph.ask({json.dumps(name)}{arguments})\nprint(answer.to_pandas())\n"
    )
    return {"Python": python, "Shell": f"credgraph ask {name}{options} --format csv\n"}


def queried(text: str, endpoint: str | None = None) -> dict[str, str]:
    """Return how to run a query from Python, with curl and from R."""
    body = text.rstrip()
    opened = json.dumps(endpoint) if endpoint else ""
    url = endpoint or _ENDPOINT
    python = (
        f"import credgraph\n\ngraph = credgraph.open({opened})\n"
        f"answer = graph.query({_python(body)})\nprint(answer.to_pandas())\n"
    )
    curl = (
        f"{'' if endpoint else _SERVE}curl -s -H 'Accept: text/csv' "
        f"--data-urlencode {quote('query=' + body)} {quote(url)}\n"
    )
    r = (
        f"{'' if endpoint else _SERVE}library(httr2)\n"
        f"query <- {json.dumps(body, ensure_ascii=False)}\n"
        f"reply <- request({json.dumps(url)}) |>\n  req_headers(Accept = 'text/csv') |>\n"
        "  req_body_form(query = query) |>\n  req_perform()\n"
        "answer <- read.csv(text = resp_body_string(reply))\n"
    )
    return {"Python": python, "curl": curl, "R": r}


def _python(text: str) -> str:
    """Write a text as a Python literal that reads well over several lines."""
    if '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""\n{text}\n"""'
