"""Speed benchmarks: `make bench`, or `python -m benchmarks.run`.

Each compares us with an alternative in the same run and prints the ratio of their times. `generate`
makes graphs of any size that resemble ours; `run` prints one table of ratios and budgets. A ratio
that falls short is printed, and the exit code stays 0.
"""
