"""What a person typed or uploaded, run in processes that can be killed at a deadline.

`worker` is the door; its `processes` each run an `evaluator` under `confinement`. Nothing is handed
on here: a process imports the evaluator alone, and starts the sooner for it.
"""
