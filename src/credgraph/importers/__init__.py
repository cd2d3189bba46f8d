"""Importers: one module per public dataset, each turning published files into records of ours.

`tables` reads the publishers' files and `data_file` writes ours. An importer knows its own dataset,
and neither a question nor a page.
"""
