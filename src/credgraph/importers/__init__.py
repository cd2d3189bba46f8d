"""Importers: one module per public dataset, each turning published files into statements of ours.

`dataset` says what each hands over; `containers`, `rows` and `workbooks` read the publishers'
files, and `statements` writes text. `data_file`, `tables` and `wage_observations` make the shipped
wages. An importer knows its own dataset, but no question and no page.
"""
