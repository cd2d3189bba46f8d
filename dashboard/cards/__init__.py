"""Blocks of a page about one thing in words: a record, a dispute, a step of a plan.

They are Markdown with links to records; tables, charts and drawings have rooms of their own.
"""

from dashboard.cards.browse import show_kinds
from dashboard.cards.competencies import (
    competencies_by_module,
    competencies_of,
    shared_competencies,
)
from dashboard.cards.disputes import dispute_list
from dashboard.cards.figures import show_figures
from dashboard.cards.plan_steps import SeenStep, dispute_badges, show_facts, show_step
from dashboard.cards.record_summary import show_record_summary

__all__ = [
    "SeenStep",
    "competencies_by_module",
    "competencies_of",
    "dispute_badges",
    "dispute_list",
    "shared_competencies",
    "show_facts",
    "show_figures",
    "show_kinds",
    "show_record_summary",
    "show_step",
]
