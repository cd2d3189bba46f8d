"""Importers: one module per public dataset, each turning published files into Turtle records."""
