"""Writing a query: the editor, what it completes and starts from, and code to run it elsewhere.

No query is run or parsed here: `state` runs it, and `answers` shows what it returns.
"""

from dashboard.editor.examples import example_query
from dashboard.editor.query_editor import edit_query, has_editor
from dashboard.editor.snippets import query_snippets, question_snippets

__all__ = ["edit_query", "example_query", "has_editor", "query_snippets", "question_snippets"]
