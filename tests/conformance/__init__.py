"""The conformance suites of others, run through our doors and with the engines behind them.

`run` is the command. It finds the suites and reads what they list (`suites`, `manifests`,
`examples`), has child processes run each test with each subject (`batches`, `child`,
`shacl_subjects`, `sparql_subjects`), holds the failures against `known_failures.yaml` (`known`),
and docs/conformance.md against the run (`page`).
"""
