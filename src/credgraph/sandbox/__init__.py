"""Queries and files from users, evaluated in processes that can be killed at a deadline.

`worker` is the way in; each of its `processes` runs an `evaluator` under `confinement`. This file
exports nothing, so that a process imports the evaluator alone and starts faster.
"""
