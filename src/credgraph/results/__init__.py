"""Answers as values, tables and triples, and the ways in which they are written.

Knows no store and no question: whoever answers hands the rows in. `terminal` alone draws in colour.
"""
