"""Writing a query: the editor, what it completes and starts from, and how to run it elsewhere.

No query is parsed or run here: `state` runs it, and `answers` shows what it returns.
"""
