# Two commands to know: `make run` and `make test`. The rest is for those who change Capaian.
PYTHON ?= python3
BIN := .venv/bin

# The tests start many processes: where the environment forbids to keep compiled modules, each would compile them anew.
unexport PYTHONDONTWRITEBYTECODE
# What a generator warned of while it was written is not taken for made.
.DELETE_ON_ERROR:

.PHONY: run test coverage-of-contract fuzz soak bench bench-import check style types layers texts gate lint-contract redocly spectral validator clients clients-dist clients-nightly release-contract format openapi schema lock clean

run: .venv/run  ## Serve on http://127.0.0.1:8000 with an embedded PostgreSQL and the five documents.
	@exec $(BIN)/capaian serve

test: .venv/dev  ## The whole test suite, against a real PostgreSQL.
	@$(BIN)/pytest

coverage-of-contract:  ## What the last whole run of the tests left out of openapi.yaml.
	@cat .contract_cache/coverage.md 2>/dev/null || { echo "make test writes it first."; exit 1; }

# FUZZ_EXAMPLES=50 or FUZZ_SECONDS=600 for less of it.
fuzz: .venv/dev  ## Every operation and chains of them on loopback, 300 examples each: an hour at most.
	@$(BIN)/python -m tests.fuzzing.live

soak: .venv/dev  ## The tests of trust and of size, full: about half an hour, one after another.
	@CAPAIAN_TESTS=soak $(BIN)/pytest -n 0 tests/soundness tests/changes tests/onboarding_counts tests/exports tests/imports tests/answers

# SIZE=1000000 or 10000000 for more realizations, MEASURES="hot cold" for some of the measures; it needs wrk.
SIZE ?= 10000
bench: .venv/dev .venv/bench  ## How fast it answers, against what else one might pick: a quarter of an hour.
	@$(BIN)/python -m benchmarks --size $(SIZE) $(MEASURES)

bench-import: .venv/dev  ## How fast a million rows come in, against a bare COPY: some ten minutes.
	@$(BIN)/python -m benchmarks.importing

# None of them waits for another: with `make -j2 check` two go on at a time, what needs Node while Python's tools install.
check: lint-contract clients style types layers texts gate  ## Style, types, import contract, architecture, docs, openapi.yaml.

style: .venv/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/dev clients/python/capaian_client/v1/__init__.py
	@$(BIN)/mypy
	@cd clients/python && ../../$(BIN)/mypy && MYPYPATH=. ../../$(BIN)/mypy ../../tests/clients/python/*.py

layers: .venv/dev
	@$(BIN)/lint-imports --no-logo

texts: .venv/dev
	@$(BIN)/pytest -n 0 tests/test_architecture.py tests/test_docs.py tests/docs/test_in_indonesian.py

gate: .venv/dev node_modules/installed
	@$(BIN)/python -m releases.gate

# Says nothing when all is well; a warning is not well. Their versions are pinned in package.json; telemetry is off.
QUIETLY = { OUT="$$($(1) 2>&1)" && case "$$OUT" in (*⚠*) false;; esac || { printf '%s\n' "$$OUT"; exit 1; }; }
NODE_BIN := PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin
lint-contract: redocly spectral validator  ## openapi.yaml against redocly.yaml, .spectral.yaml and the standard.

redocly: node_modules/installed
	@$(call QUIETLY,REDOCLY_TELEMETRY=off $(NODE_BIN)/redocly lint openapi.yaml)

spectral: node_modules/installed
	@$(call QUIETLY,$(NODE_BIN)/spectral lint openapi.yaml --fail-severity=hint)

validator: .venv/dev
	@$(call QUIETLY,$(BIN)/openapi-spec-validator openapi.yaml)

clients: clients/python/capaian_client/v1/__init__.py clients/typescript/dist/index.js  ## Make the clients in Python and TypeScript of openapi.yaml.

clients/python/capaian_client/v1/__init__.py: openapi.yaml clients/python/generate.py clients/python/generate.yaml $(wildcard clients/python/templates/*) .venv/dev
	@$(call QUIETLY,$(BIN)/python clients/python/generate.py)

clients/typescript/src/contract.ts: openapi.yaml node_modules/installed
	@$(call QUIETLY,$(NODE_BIN)/openapi-typescript openapi.yaml --default-non-nullable=false --output $@)

clients/typescript/dist/index.js: clients/typescript/src/contract.ts $(wildcard clients/typescript/src/*.ts) clients/typescript/tsconfig.json
	@$(NODE_BIN)/tsc --project clients/typescript
	@touch $@

clients-dist: clients  ## A wheel and an npm package of the clients, in dist/.
	@mkdir -p dist
	@$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist clients/python
	@cd clients/typescript && PATH="$(CURDIR)/$(BIN):$$PATH" npm pack --silent --pack-destination ../../dist >/dev/null

clients-nightly: .venv/dev requirements/nightly.txt  ## Clients in Java, Go and C#: no warning may come of it. Some minutes.
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/nightly.txt
	@$(BIN)/python clients/nightly.py dist/clients

format: .venv/dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

openapi: .venv/dev  ## Write openapi.yaml from the code.
	@$(BIN)/capaian openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

release-contract: .venv/dev node_modules/installed  ## Keep openapi.yaml as the released one; date the changelog.
	@$(BIN)/python -m releases.record

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

# The peers have versions of their own of what Capaian uses too.
.venv/bench: .venv/python requirements/bench.txt
	@$(PYTHON) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

# The tools of package.json; node itself comes from PyPI where the machine has none.
node_modules/installed: package.json package-lock.json $(if $(shell command -v npm),,.venv/dev)
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
	@$(COMPILE) --group nightly --output-file requirements/nightly.txt
	@$(COMPILE) --group bench --output-file requirements/bench.txt
	@$(COMPILE) --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	@rm -rf .venv .data .bench dist node_modules
	@rm -rf clients/python/capaian_client/v1 clients/typescript/dist clients/typescript/src/contract.ts
