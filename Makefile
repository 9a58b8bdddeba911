# Everything from a bare machine with Python 3.11. `make help` lists the targets.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help setup demo test test-fast browser bench bench-faults lint format docs clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

$(STAMP): requirements/product.txt requirements/checks.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(INSTALL) --quiet --disable-pip-version-check --require-hashes -r requirements/product.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.checks: $(STAMP) requirements/checks.txt
	$(BIN)/python -m pip install $(INSTALL) --quiet --disable-pip-version-check --require-hashes -r requirements/checks.txt
	touch $@

setup: $(STAMP) ## virtual environment with the `tongban` command

demo: setup ## demonstration city: set up, one story from application to licence, then serve (PORT=8000)
	$(BIN)/tongban demo --port $(PORT)

# Tests load a part of what is installed; Python compiles that by itself, and the rest not at all.
test: INSTALL := --no-compile
test: $(VENV)/.checks ## every check and test
	sh checks/prepare.sh
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --durations=40 --durations-min=10

test-fast: $(VENV)/.checks ## without browser tests and slow checks
	$(BIN)/python -m pytest -q -m "not browser" tongban

bench: $(VENV)/.checks ## measure; prints medians and spread
	$(BIN)/python -m bench

bench-faults: $(VENV)/.checks ## kill, fill, cut and turn back fifty times under load; says what was lost
	$(BIN)/python -m bench.faults

lint: $(VENV)/.checks ## ruff, format, types, staircase
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy tongban checks && $(BIN)/lint-imports

format: $(VENV)/.checks ## put the code into the house's format
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

docs: $(VENV)/.checks ## write the generated reference pages anew
	$(BIN)/tongban docs

clean: ## remove the virtual environment (the city's data in var/ stays)
	rm -rf $(VENV)
