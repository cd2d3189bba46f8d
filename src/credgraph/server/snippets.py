"""How to ask a question of this server from a shell, from Python and from R."""

from __future__ import annotations

import json
from shlex import quote

from credgraph.questions import Question
from credgraph.server.addresses import Addresses

__all__ = ["snippets"]


def snippets(question: Question, values: dict[str, str], addresses: Addresses) -> dict[str, str]:
    """Return code that reads the answer as a table, by language."""
    csv = addresses.answer(question, values, "csv")
    return {
        "curl": f"curl -s {quote(csv)}\n",
        "Python": f"import pandas\n\nanswer = pandas.read_csv({json.dumps(csv)})\n",
        "R": f"answer <- read.csv({json.dumps(csv)})\n",
    }
