# make report    the county report of 甘州区 (or COUNTY=620321 YEAR=2025), installing first what it needs
# make test      every test
# make reckon    20,000 small counties of every kind, reckoned twice (SEED=1 COUNTIES=20000)
# make one-cell  1,000 times one cell changed at random: no verdict changes without a finding that names the cell (SEED=1 TRIES=1000)
# make dictionary  docs/data-dictionary.md anew from the tables
# make mutants   mutation tests of what decides (NAMES="analysis.scoring.compare*"; all of them take hours)
# make bench     our figures beside the plain way
# make lock      resolve the versions again (needs uv)

COUNTY ?= 620702
YEAR ?= 2025
SEED ?= 1
COUNTIES ?= 20000
TRIES ?= 1000
PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test lint reckon mutants bench one-cell dictionary samples lock clean

report: .venv/installed
	@$(BIN)/python -m analysis report $(COUNTY) --year $(YEAR)

test: .venv/installed-dev lint
	$(BIN)/python -m pytest

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

reckon: .venv/installed-dev
	PYTHONPATH=tests $(BIN)/python -m reckon --seed $(SEED) --counties $(COUNTIES)

mutants: .venv/installed-dev
	$(BIN)/mutmut run $(NAMES)
	$(BIN)/mutmut results

bench: .venv/installed-dev
	PYTHONPATH=tests $(BIN)/python -m bench

one-cell: .venv/installed-dev
	$(BIN)/python tests/faults/one_cell.py --tries $(TRIES) --seed $(SEED)

dictionary: .venv/installed
	@$(BIN)/python -m analysis data-dictionary

samples: .venv/installed
	$(BIN)/python -m analysis.samples

# An environment that is half installed has no mark, and is finished by the next call.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-package fontmeta --quiet --extra build
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/python tests/write_environment.py

clean:
	rm -rf .venv reports/[0-9]*
