"""Answers on a page: to questions of the library, with inputs, and to any query, in every form.

It builds on tables, charts and graph; what shows one kind of answer alone belongs there. Import
`show_answer` from `display`: it draws charts, which other pages need not load.
"""

from dashboard.answers.in_words import show_asked_in_words
from dashboard.answers.question_form import (
    ask_and_show,
    enter_values,
    questions_about,
    show_question_form,
)

__all__ = [
    "ask_and_show",
    "enter_values",
    "questions_about",
    "show_asked_in_words",
    "show_question_form",
]
