"""What a text in words was taken for."""

from __future__ import annotations

from typing import NamedTuple

from credgraph.questions.catalogue import command_for

__all__ = ["Interpretation"]


class Interpretation(NamedTuple):
    """What a text asks: a question with values by parameter, and how near it and others come.

    `ignored` are the places and names in the text that the question takes no account of.
    """

    question: str
    values: dict[str, str]
    score: float
    alternatives: tuple[tuple[str, dict[str, str]], ...]
    is_sure: bool
    ignored: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the question, its values and the alternatives as JSON, and what is ignored."""
        import json

        nearest = [{"question": name, "values": values} for name, values in self.alternatives]
        made = {"question": self.question, "values": self.values, "alternatives": nearest}
        ignored = {"ignored": self.ignored} if self.ignored else {}
        return json.dumps(made | ignored, indent=2) + "\n"

    @property
    def commands(self) -> list[str]:
        """The three nearest questions as commands to copy."""
        return [command_for(name, values) for name, values in self.nearest]

    @property
    def nearest(self) -> list[tuple[str, dict[str, str]]]:
        """The three nearest questions with their values, the nearest first."""
        return [(self.question, self.values), *self.alternatives][:3]
