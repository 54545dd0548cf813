# make demo    runs a flow over real data, from nothing: makes its own environment first
# make test    runs every check that CI runs
# make test-integrations    runs flows that use wandb, mlflow, comet_ml and torch, which it installs for itself
# make docs    builds the documentation into site/
#
# PYTHON chooses the interpreter, and each version has an environment of its own: make test PYTHON=python3.12

PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv-$(VERSION)
PEERS := .venv-peers-$(VERSION)
LIBRARIES := .venv-integrations-$(VERSION)
BIN := $(VENV)/bin
SEED ?= 1
HISTORIES ?= 20000
KILLS ?= 500
PIP_FLAGS := --quiet --disable-pip-version-check

.PHONY: demo test docs reference lint types pyright layers tests test-integrations bench bench-peers soak planted clean python

demo: $(VENV)/.installed
	@$(BIN)/fanfold demo

test: lint types layers tests

lint: $(VENV)/.installed-dev
	@echo "== ruff"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --check .; exit 1; }

types: $(VENV)/.installed-dev
	@echo "== mypy --strict"
	@$(BIN)/mypy

# The program behind the package is fetched when it is first called.
pyright: $(VENV)/.installed-dev
	@$(BIN)/pyright --version

layers: $(VENV)/.installed-dev
	@echo "== import-linter"
	@out=$$($(BIN)/lint-imports 2>&1) || { echo "$$out"; exit 1; }

tests: $(VENV)/.installed-dev
	@echo "== pytest"
	@$(BIN)/python -m pytest --quiet -n auto $(TESTS)

# Flows that use other people's libraries (wandb, mlflow, comet_ml, torch, metaflow-card-html), in an environment of
# their own: they are large. Not part of `make test`, which skips these tests.
test-integrations: $(LIBRARIES)/.installed
	@$(LIBRARIES)/bin/python -m pytest --quiet --override-ini faulthandler_timeout=1200 tests/integrations

# The pages about commands, errors, variables, names and tables are made from the code.
reference: $(VENV)/.installed-dev
	@$(BIN)/python -m reference

# No network is needed, neither to build nor to read. What is silenced announces the tool's successor.
docs: $(VENV)/.installed-dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "Open site/index.html"

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks

# Width, schedules and large data: some twenty minutes.
bench-scale: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks --scale --rounds 3

# Other engines, in an environment of their own: they are large, and nothing here needs them.
bench-peers: $(PEERS)/.installed
	@$(PEERS)/bin/python -m benchmarks.peers

# Random flows with crashes at any point and resumes: many in a simulator, then some with real processes that are
# really killed, for some minutes each: make soak HISTORIES=100000 KILLS=2000 SEED=7. Not part of `make test`.
soak: $(VENV)/.installed
	@$(BIN)/python -m fanfold.testing --seed $(SEED) --histories $(HISTORIES)
	@$(BIN)/python -m tests.soak --seed $(SEED) --kills $(KILLS)

# Puts known bugs into a copy of the code, one at a time, and shows which test catches each. Not part of `make test`.
planted: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.planted

clean:
	rm -rf .venv-* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist site

# The stamps: an environment is made once, and again when what it should hold has changed.
$(VENV)/.installed: pyproject.toml | python
	@echo "== making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | python
	@echo "== making $(VENV), with what the tests need"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[dev]'
	@touch $@ $(VENV)/.installed

# Where not all of them can be had, those that can are installed one by one, and the tests of the others are skipped.
$(LIBRARIES)/.installed: pyproject.toml tests/integrations/requirements.txt | python
	@echo "== making $(LIBRARIES), with the libraries that flows use (some minutes)"
	@$(PYTHON) -m venv $(LIBRARIES)
	@$(LIBRARIES)/bin/python -m pip install $(PIP_FLAGS) --editable .
	@$(LIBRARIES)/bin/python -m pip install $(PIP_FLAGS) --requirement tests/integrations/requirements.txt || \
	  sed 's/ *#.*//; /^$$/d' tests/integrations/requirements.txt | while read -r package; do \
	    $(LIBRARIES)/bin/python -m pip install $(PIP_FLAGS) "$$package" || echo "== not to be had: $$package"; done
	@touch $@

$(PEERS)/.installed: pyproject.toml benchmarks/peers.txt | python
	@echo "== making $(PEERS), with the other engines (some minutes)"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install $(PIP_FLAGS) --editable . --requirement benchmarks/peers.txt
	@touch $@

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "fanfold needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
