"""The conformance suites of the W3C, run through our doors and through the engines behind them.

`run` is the command. It finds the suites and reads their manifests (`suites`, `manifests`), has
child processes run each test with each subject (`batches`, `child`, `shacl_subjects`,
`sparql_subjects`), holds the failures against `known_failures.yaml` (`known`), and
docs/conformance.md against the run (`page`).
"""
