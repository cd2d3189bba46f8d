"""Importers: one module per public dataset, each turning published files into records of ours.

`tables` reads the publishers' files and `data_file` writes ours; `wage_observations` holds what
`oews` reads. An importer knows its own dataset, but no question and no page.
"""
