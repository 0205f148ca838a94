# `make` alone says what there is. Two commands are enough to begin: make run, make test.
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv from the lock file (done by the others when needed)
	@sh tools/setup.sh

run: setup ## load the demo city and serve it on http://127.0.0.1:8000
	@$(VENV)/bin/xinzhi demo --if-empty
	@$(VENV)/bin/xinzhi serve

test: setup ## everything that must hold: lint, types, import rules, tests
	@$(VENV)/bin/ruff check src tests tools benchmarks
	@$(VENV)/bin/lint-imports --no-logo
	@$(VENV)/bin/mypy
	@$(PY) -m pytest

check: setup ## lint, types and import rules only
	@$(VENV)/bin/ruff check src tests tools benchmarks
	@$(VENV)/bin/lint-imports --no-logo
	@$(VENV)/bin/mypy

fmt: setup ## format the code
	@$(VENV)/bin/ruff format src tests tools benchmarks
	@$(VENV)/bin/ruff check --fix src tests tools benchmarks

docs: setup ## build the documentation into site/
	@$(VENV)/bin/mkdocs build --strict --quiet

demo: setup ## write the demo city's files to ./city without loading them
	@$(VENV)/bin/xinzhi demo --only-files --files city

bench: setup ## measure against floors and peers: ratios in one run
	@$(PY) -m benchmarks

spark: setup ## add Apache Spark to .venv (some 450 MB, needs Java 17)
	@sh tools/setup.sh --spark

lock: ## work the lock files out again (needs uv)
	@sh tools/lock.sh

.PHONY: help setup run test check fmt docs demo bench spark lock
