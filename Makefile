# `make help` lists what can be made.

COUNTY ?= 620702
YEAR ?= 2025
SEED ?= 1
COUNTIES ?= 20000
TRIES ?= 1000
NAMES ?= *
MUTANT_TESTS := tests/test_cases.py tests/rules tests/national/test_exact.py tests/test_local_goals.py tests/test_golden.py \
  tests/reckon/test_odd_counties.py tests/intake/test_agreement.py tests/intake/test_grades.py tests/intake/test_population.py \
  tests/intake/test_parts_above_wholes.py tests/intake/test_plausible.py tests/intake/test_totals.py
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help report check test lint reckon mutants bench one-cell dictionary samples lock clean

help:
	@echo "make report      the county report of 甘州区 (or COUNTY=620321 YEAR=2025), installing first what it needs"
	@echo "make check       lint, types, house laws and cases: one to two minutes, before each commit"
	@echo "make test        every test: lint, types and some 3,800 tests, ten minutes on two cores"
	@echo "make reckon      20,000 small counties of every kind, reckoned twice (SEED=1 COUNTIES=20000)"
	@echo "make one-cell    1,000 times one cell changed: no verdict changes unnamed (SEED=1 TRIES=1000)"
	@echo "make mutants     mutation tests of what decides (NAMES='analysis.scoring.compare.*'; all take hours)"
	@echo "make bench       our figures beside the plain way"
	@echo "make dictionary  docs/data-dictionary.md anew from the tables"
	@echo "make samples     the committed counties anew"
	@echo "make lock        resolve the versions again (needs uv)"

report: .venv/installed
	@$(BIN)/python -m analysis report $(COUNTY) --year $(YEAR)

test: .venv/installed-dev lint
	$(BIN)/python -m pytest

check: .venv/installed-dev lint
	$(BIN)/python -m pytest tests/test_laws.py tests/test_floors.py tests/test_cases.py

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

reckon: .venv/installed-dev
	PYTHONPATH=tests $(BIN)/python -m reckon --seed $(SEED) --counties $(COUNTIES)

# mutmut writes the mutants and which tests reach them; each is then tried in a fork of one collected session.
mutants: .venv/installed-dev
	$(BIN)/mutmut run --max-children 1 'analysis.scoring.formulas.x_share__mutmut_1'
	cd mutants && PYTHONPATH=tests MUTANT_UNDER_TEST= ../$(BIN)/python -m pytest -p mutants.forked -n 0 -p no:cacheprovider \
	  -o addopts= --tb=native -q --mutants '$(NAMES)' $(MUTANT_TESTS)

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
