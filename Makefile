# Two commands to know: `make run` and `make test`. The rest is for those who change Capaian.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test soak bench-import check format openapi schema lock clean

run: .venv/run  ## Serve on http://127.0.0.1:8000 with an embedded PostgreSQL and the five documents.
	@exec $(BIN)/capaian serve

test: .venv/dev  ## The whole test suite, against a real PostgreSQL.
	@$(BIN)/pytest

soak: .venv/dev  ## The tests of trust and of size, full: about half an hour, one after another.
	@CAPAIAN_TESTS=soak $(BIN)/pytest -n 0 tests/soundness tests/changes tests/onboarding_counts tests/exports tests/imports

bench-import: .venv/dev  ## How fast a million rows come in, against a bare COPY: some ten minutes.
	@$(BIN)/python -m benchmarks.importing

check: .venv/dev  ## Style, types, import contract, architecture, docs.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -n 0 tests/test_architecture.py tests/test_docs.py

format: .venv/dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

openapi: .venv/dev  ## Write openapi.yaml from the code.
	@$(BIN)/capaian openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

schema: .venv/dev  ## Write schema/schema.sql from the migrations.
	@$(BIN)/python -m tests.dump_schema

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Capaian needs Python 3.11 or newer; name one with: make PYTHON=python3.13 …")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/python requirements/run.txt pyproject.toml
	@echo "Installing the locked dependencies into .venv; about half a minute, once."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# The tools of package.json; node itself comes from PyPI where the machine has none.
node_modules/installed: package.json package-lock.json .venv/dev
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Universal locks with hashes and without any registry's address; uv comes into a venv of its own.
COMPILE := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock: .venv/python
	@$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) pyproject.toml --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --extra parquet --constraint requirements/run.txt --output-file requirements/parquet.txt
	@$(COMPILE) --group build --constraint requirements/run.txt --output-file requirements/build.txt
	@$(COMPILE) --group node --output-file requirements/node.txt
	@$(COMPILE) --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	@rm -rf .venv .data dist node_modules
