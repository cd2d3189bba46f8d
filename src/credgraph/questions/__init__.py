"""The question library: questions read from query files, records found by name, answers.

One query file is one question, described in its own header. Other rooms format the answers and
combine them into plans.
"""

from credgraph.questions.answering import (
    QuestionSource,
    answer,
    parameter_labels,
    read_answer,
    terms_for,
)
from credgraph.questions.catalogue import Catalogue, Parameter, Question, command_for
from credgraph.questions.description import Description, Info, describe, info
from credgraph.questions.lookup import Kind, RecordLookup
from credgraph.questions.spelling import why_nothing

__all__ = [
    "Catalogue",
    "Description",
    "Info",
    "Kind",
    "Parameter",
    "Question",
    "QuestionSource",
    "RecordLookup",
    "answer",
    "command_for",
    "describe",
    "info",
    "parameter_labels",
    "read_answer",
    "terms_for",
    "why_nothing",
]
