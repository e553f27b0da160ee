# What a person needs: Python 3.11 or newer and make. Everything else is fetched into .venv.
#
#   make run      start the product with the demo company        make test     everything that continuous integration runs
#   make check    style, types, walls, tidy (a minute)           make quick    tests without browser and slow ones
#   make bench    speed, printed as ratios                       make shots    pictures for the readme
#   make fmt      repair what can be repaired                    make docs     generated pages
#   make lock     choose newer versions                          make messages what has no Chinese yet

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV ?= .venv
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
JOBS ?= 2

BIN := $(VENV)/bin
PY := $(BIN)/python
PYTEST := $(PY) -m pytest -q
DONE := $(VENV)/done
CATALOGUES := $(wildcard src/yingshu/*/locale/zh_Hans/LC_MESSAGES/django.po)
PACKAGE := pyproject.toml hatch_build.py frontend/package.json frontend/package-lock.json
CLAUSES := .clauses.json

# What is compiled at once starts in half the time, also where Python is told to write no bytecode.
# uv is fast; where only pip knows the way to the packages (a mirror in pip's own settings), pip does the same.
install = $(BIN)/uv pip install --quiet --compile-bytecode --python $(PY) $(1) || $(PY) -m pip install --quiet --disable-pip-version-check $(1)

.PHONY: help run install develop test check quick lint types tidy test-sqlite test-postgresql clauses docs bench shots fmt lock messages clean

help:
	@sed -n '/^#/!q;s/^# \{0,1\}//p' Makefile

# --- the environment; a file in $(DONE) says what is in place, so that a second run costs nothing

$(DONE)/venv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@touch $@

$(DONE)/run: requirements.lock $(DONE)/venv
	@echo "installing packages"
	@$(call install,--require-hashes -r requirements.lock)
	@touch $@

$(DONE)/develop: requirements-dev.lock $(DONE)/run
	@echo "installing packages for tests"
	@$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@

# The build brings the browser assets too (hatch_build.py); its requirements are in requirements.lock.
$(DONE)/package: $(PACKAGE) $(DONE)/run
	@echo "building the package and its assets"
	@$(BIN)/uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
	@$(PY) hatch_build.py
	@$(PY) -m compileall -q src
	@touch $@

$(DONE)/messages: $(CATALOGUES) tools/messages.py $(DONE)/run
	@$(PY) tools/messages.py compile
	@touch $@

install: $(DONE)/package $(DONE)/messages

develop: install $(DONE)/develop

# --- the product

run: install
	@$(BIN)/yingshu migrate
	@$(BIN)/yingshu demo --if-empty
	@exec $(BIN)/yingshu serve

# --- the proof

test: develop
	@tools/system-packages.sh
	@$(MAKE) lint types test-sqlite test-postgresql clauses

check: develop lint types tidy

quick: develop
	@$(PYTEST) -n $(JOBS) -m "not browser and not slow"

lint:
	@$(BIN)/ruff check .
	@$(BIN)/bandit -q -r src -ll -x '*/tests/*,*/kernel/write.py' 2> >(grep -v WARNING >&2) # the gateway builds SQL from the models' own names

types:
	@$(BIN)/mypy src/yingshu

tidy:
	@$(PYTEST) tests/tidy

test-sqlite:
	@echo "tests on SQLite"
	@$(PYTEST) -n $(JOBS) --dist worksteal --clauses=$(CLAUSES)

test-postgresql:
	@echo "database tests on PostgreSQL"
	@if $(PY) tools/pgserver.py available; then \
		$(PY) tools/pgserver.py run --no-fsync -- $(PYTEST) -n $(JOBS) --dist worksteal --database-only; \
	elif [ "$${CI:-}" = true ]; then exit 1; else echo "left out: no PostgreSQL here"; fi

clauses:
	@$(PY) tools/clause_docs.py --check $(CLAUSES)

# --- tools

docs: develop
	@$(PYTEST) --collect-only --clauses=$(CLAUSES) >/dev/null
	@$(PY) tools/clause_docs.py $(CLAUSES)

bench: develop
	@$(PY) -m bench

shots: develop
	@tools/system-packages.sh
	@$(PY) tools/shots.py

fmt: develop
	@$(BIN)/ruff check --fix-only --quiet .

lock: $(DONE)/venv
	@tools/lock.sh --upgrade

messages: develop
	@$(PY) tools/messages.py missing

clean:
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache $(CLAUSES)
	@find src -name '*.mo' -delete
