# What people and CI run. `make exercise` and `make test` each work as the first command ever run,
# on a machine with Python 3.11 or later. PYTHON=/path/to/python chooses another interpreter.

PYTHON ?=
WORKERS ?= 2
ARGUMENTS ?=
BIN := .venv/bin
ENGINE := .venv-engine/bin
PINS := pyproject.toml constraints.txt scripts/environment.sh
ENGINE_TESTS = $(wildcard tests/engine tests/property tests/oracle tests/validation) \
  src/parley/engine src/parley/errors.py
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
  --all-extras --no-emit-index-url --no-emit-find-links --annotation-style line \
  --custom-compile-command "make lock" --output-file constraints.txt

.PHONY: help exercise test test-engine check style types layers links map bench lock upgrade clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

help: ## these lines
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 20

exercise: .venv/node.stamp ## play the exercise that ships, cyber-outage, on two nodes
	$(BIN)/parley exercise play cyber-outage --joint $(ARGUMENTS)

test: .venv/dev.stamp test-engine ## the engine alone, then the whole suite
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGUMENTS)

test-engine: .venv-engine/engine.stamp ## the engine with numpy, scipy and numba alone
	$(ENGINE)/python -m pytest $(ENGINE_TESTS)

check: style types layers links ## all of these four; `make -k check` goes on after a failure

style: .venv/dev.stamp ## ruff: how the code reads
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev.stamp ## mypy --strict
	$(BIN)/mypy

layers: .venv/dev.stamp ## import-linter: which room may import which
	$(BIN)/lint-imports

links: .venv/dev.stamp ## links in the documentation that lead nowhere
	$(BIN)/python -m scripts.check_links

map: .venv/dev.stamp ## write docs/map.md anew from the docstrings
	$(BIN)/python -m scripts.write_map

bench: .venv/dev.stamp ## the benchmarks, each against its baseline in the same run
	$(BIN)/python -m benchmarks.run $(ARGUMENTS)

lock: .venv/dev.stamp ## complete constraints.txt, keep the versions that still fit
	$(COMPILE)

upgrade: .venv/dev.stamp ## write constraints.txt anew with the newest versions that fit
	$(COMPILE) --upgrade

clean: ## remove environments and caches; out/ is left alone
	rm -rf .venv .venv-engine .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/node.stamp: $(PINS)
	@sh scripts/environment.sh .venv node $(PYTHON)
	@touch $@

.venv/dev.stamp: $(PINS)
	@sh scripts/environment.sh .venv app,test,check $(PYTHON)
	@touch .venv/node.stamp $@

.venv-engine/engine.stamp: $(PINS)
	@sh scripts/environment.sh .venv-engine test-engine $(PYTHON)
	@touch $@
