"""The question library: query files, what people call things, and a question's answer.

One query file is one question, described in its own header. What an answer looks like on a page or
a terminal, and what a plan makes of several answers, is decided above.
"""
