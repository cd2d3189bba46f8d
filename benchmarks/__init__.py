"""Speed, measured as ratios side by side in one run: `make bench`, or `python -m benchmarks.run`.

`generate` makes graphs of any size that look like ours; `run` prints one table against the budget.
Nothing here is a timed test: a ratio that falls short is printed, and the exit code stays 0.
"""
