"""Random input with fixed seeds for every door of the command, and what must hold of each ending.

`inputs` makes the cases, `trial` runs one in a process of its own, `verdict` judges it, and `run`
is `make fuzz`.
"""
