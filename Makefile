# `make run` serves Capaian, `make test` tests it. CONTRIBUTING.md lists the other commands.
PYTHON ?= python3
BIN := .venv/bin

# The tests start many processes. Without stored bytecode each of them would compile all modules.
unexport PYTHONDONTWRITEBYTECODE
# Delete a generated file if its generator failed or warned, so that the next run generates it again.
.DELETE_ON_ERROR:

.PHONY: run test coverage openapi-coverage fuzz soak chaos chaos-full image-test audit audit-vulnerabilities sbom bench bench-indexes check check-without-tests style types layers texts gate lint-openapi redocly spectral validator clients clients-dist clients-all document-tools format screenshots openapi release-openapi schema lock clean

run: .venv/run  ## Serve on http://127.0.0.1:8000 with an embedded PostgreSQL and the seed data.
	@exec $(BIN)/capaian serve

test: .venv/dev  ## Run the whole test suite with PostgreSQL.
	@$(BIN)/pytest

# Takes about half as much processor time again as `make test`. pyproject.toml has the required percentage.
coverage: .venv/dev  ## Measure which lines and branches of api/ the tests run, in services too; fail below the limit.
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

openapi-coverage:  ## Show which parts of openapi.yaml the last complete test run did not use.
	@cat .contract_cache/coverage.md 2>/dev/null || { echo "No coverage is recorded. Run make test first."; exit 1; }

# FUZZ_EXAMPLES=50 or FUZZ_SECONDS=600 shortens the run.
fuzz: .venv/dev  ## Send generated requests to every operation and to chains of them, 300 examples each: up to one hour.
	@$(BIN)/python -m tests.fuzzing.live

# The files that have a full size, in these folders.
soak: .venv/dev  ## Run the long tests of consistency and size, one after another: half an hour.
	@CAPAIAN_TESTS=soak $(BIN)/pytest -n 0 --timeout=1200 -o faulthandler_timeout=0 $$(grep -rl --include='*.py' tests.support.sizes $(SOAKED) | sort)
SOAKED = tests/consistency tests/exchange tests/analysis tests/http/cache

chaos: .venv/dev  ## Crash, switch and partition a Patroni cluster under load, restore it, and break the database: ten minutes.
	@CAPAIAN_TESTS=soak $(BIN)/pytest -n 0 --timeout=600 -rs tests/chaos tests/http/outages

# CHAOS_ROUNDS=20 repeats each failover more often.
chaos-full: .venv/dev  ## Repeat the failovers five times; run the tests of limits, overload and hostile clients at full size: half an hour.
	@CAPAIAN_TESTS=soak CHAOS_ROUNDS=$(or $(CHAOS_ROUNDS),5) $(BIN)/pytest -n 0 --timeout=3600 -rs tests/chaos tests/server tests/http/edge tests/http/request tests/http/outages tests/auth tests/database
	@CAPAIAN_TEST_SCHEMA=newer $(BIN)/pytest -n 0 tests/resources tests/http/writes tests/exchange/changes tests/admin
	@CAPAIAN_TEST_POOLER=1 $(BIN)/pytest -n 0 tests/resources tests/http/writes tests/exchange/changes tests/admin

# Requires root and Debian's buildah, podman, runc and mmdebstrap. tests/image/test_image.py describes it.
image-test: .venv/dev  ## Build the image without a registry and run it with few rights: three minutes.
	@CAPAIAN_TESTS=image $(BIN)/pytest -n 0 --timeout=900 tests/image

# Without network: Bandit with its rules, Semgrep with those of audit/. `make check` runs the rules S of ruff.
audit: .venv/audit  ## Search the code for insecure patterns with Bandit and Semgrep: half a minute.
	@.venv/audit/bin/bandit --quiet --recursive --severity-level medium --skip B608 api releases clients/python/capaian_client
	@$(SEMGREP) --test --config audit/rules.yaml audit/rules.py >/dev/null 2>&1 || { echo "audit/rules.py: a rule does not match its examples"; exit 1; }
	@$(SEMGREP) --quiet --error --config audit/rules.yaml api releases clients/python/capaian_client
SEMGREP = PATH="$(CURDIR)/.venv/audit/bin:$$PATH" SEMGREP_SEND_METRICS=off SEMGREP_ENABLE_VERSION_CHECK=0 .venv/audit/bin/semgrep scan

# --strict: a package without data is an error, because pip-audit otherwise reports "no known vulnerabilities" for it.
audit-vulnerabilities: .venv/audit  ## Look up the locked packages in the advisories of PyPI. Requires its network.
	@.venv/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements/run.txt

sbom: .venv/audit .venv/product  ## Write dist/capaian.cdx.json: the packages of an installation, as CycloneDX.
	@mkdir -p dist
	@.venv/audit/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file dist/capaian.cdx.json .venv/product/bin/python

# MEASURES="hits cold_list" selects measures. Requires wrk (`apt-get install wrk`) and the git history.
bench: .venv/dev .venv/bench .venv/product  ## Measure speed against other frameworks, lower bounds and version 0.1.0: 20 minutes.
	@$(BIN)/python -m benchmarks --capaian $(CURDIR)/.venv/product/bin/capaian $(MEASURES)

bench-indexes: .venv/dev  ## Write size, cost and uses of each index of a figure into docs/indexes.md: ten minutes.
	@$(BIN)/python -m benchmarks.index_costs

# These targets do not depend on each other: `make -j2 check` runs two at a time.
check: check-without-tests texts  ## Check style, types, imports between folders, docs, openapi.yaml and its compatibility.

# For `.ci/run`: `make test` runs the tests of `texts` too.
check-without-tests: lint-openapi clients style types layers gate

style: .venv/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/dev clients/python/capaian_client/v1/__init__.py
	@$(BIN)/mypy
	@cd clients/python && ../../$(BIN)/mypy && MYPYPATH=. ../../$(BIN)/mypy ../../tests/clients/python/*.py

layers: .venv/dev
	@$(BIN)/lint-imports --no-logo

texts: .venv/dev
	@$(BIN)/pytest -n 0 tests/test_architecture.py tests/test_docs.py tests/test_words.py tests/docs/test_indonesian_translations.py

gate: .venv/dev node_modules/installed
	@$(BIN)/python -m releases.gate

# Print the output of a command only if it fails or warns, and fail then. package.json pins the versions of the tools.
QUIETLY = { OUT="$$($(1) 2>&1)" && case "$$OUT" in (*⚠*) false;; esac || { printf '%s\n' "$$OUT"; exit 1; }; }
NODE_BIN := PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin
lint-openapi: redocly spectral validator  ## Check openapi.yaml with Redocly, Spectral and the OpenAPI schema.

redocly: node_modules/installed
	@$(call QUIETLY,REDOCLY_TELEMETRY=off $(NODE_BIN)/redocly lint openapi.yaml openapi-sdmx.yaml)

spectral: node_modules/installed
	@$(call QUIETLY,$(NODE_BIN)/spectral lint openapi.yaml openapi-sdmx.yaml --fail-severity=hint)

validator: .venv/dev
	@$(call QUIETLY,$(BIN)/openapi-spec-validator openapi.yaml openapi-sdmx.yaml)

clients: clients/python/capaian_client/v1/__init__.py clients/typescript/dist/index.js  ## Generate the clients in Python and TypeScript from openapi.yaml.

clients/python/capaian_client/v1/__init__.py: openapi.yaml clients/python/generate.py clients/python/resources.py clients/python/generate.yaml $(wildcard clients/python/templates/* clients/python/templates/*/*) .venv/dev
	@$(call QUIETLY,$(BIN)/python clients/python/generate.py)

clients/typescript/src/openapi.ts: openapi.yaml node_modules/installed
	@$(call QUIETLY,$(NODE_BIN)/openapi-typescript openapi.yaml --default-non-nullable=false --output $@)

# openapi-fetch is copied into the folder, so that both the folder and the packed file install without a registry.
clients/typescript/dist/index.js: clients/typescript/src/openapi.ts $(wildcard clients/typescript/src/*.ts) clients/typescript/tsconfig.json
	@$(NODE_BIN)/tsc --project clients/typescript
	@rm -rf clients/typescript/node_modules && mkdir clients/typescript/node_modules
	@cp -R node_modules/openapi-fetch node_modules/openapi-typescript-helpers clients/typescript/node_modules/
	@touch $@

clients-dist: clients  ## Pack a wheel and an npm package of the clients into dist/.
	@mkdir -p dist
	@$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist clients/python
	@cd clients/typescript && PATH="$(CURDIR)/$(BIN):$$PATH" npm pack --silent --pack-destination ../../dist >/dev/null

# LANGUAGES="go php" selects some of them; docs/generated-clients.md lists all.
clients-all: .venv/dev .venv/nightly  ## Generate, compile and run clients in other languages. Takes ten minutes.
	@$(BIN)/python -m clients.nightly dist/clients $(LANGUAGES)

# TOOLS="prism postman" selects some of them; docs/generated-clients.md lists all.
document-tools: .venv/dev .venv/nightly  ## Run Prism, Postman and openapi-core against a service. Takes two minutes.
	@PATH="$(CURDIR)/.venv/nightly/bin:$$PATH" $(BIN)/python -m tests.document_tools dist/document-tools $(TOOLS)

screenshots: .venv/dev  ## Take the pictures of docs/pages/ from the service at URL, with the seed data.
	@$(BIN)/python -m tests.pages.screenshots $(or $(URL),http://127.0.0.1:8000)

format: .venv/dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

openapi: .venv/dev  ## Write openapi.yaml and openapi-sdmx.yaml from the code.
	@$(BIN)/capaian openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml
	@$(BIN)/capaian openapi --sdmx > openapi.yaml.new && mv openapi.yaml.new openapi-sdmx.yaml

release-openapi: .venv/dev node_modules/installed  ## Record openapi.yaml as released and date the changelog.
	@$(BIN)/python -m releases.record

schema: .venv/dev  ## Write schema/schema.sql from the migrations and function files.
	@$(BIN)/python -m tests.dump_schema

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Capaian needs Python 3.11 or newer; set one: make PYTHON=python3.13 …")'
	@echo "Creating a Python environment in .venv …"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/python requirements/run.txt pyproject.toml
	@echo "Installing the dependencies into .venv (once, about half a minute) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	@echo "Installing the development tools into .venv (once, about a minute) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# A separate environment, because the peers require other versions of packages that Capaian uses.
.venv/bench: .venv/python requirements/bench.txt
	@$(PYTHON) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

# Only the service and its dependencies, without pip.
.venv/product: .venv/run $(shell find api schema -type f -not -name "*.pyc")
	@rm -rf $@
	@$(PYTHON) -m venv --without-pip $@
	@$(BIN)/pip --python $@/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir $@/wheels .
	@$(BIN)/pip --python $@/bin/python install --quiet --disable-pip-version-check --no-deps --no-index $@/wheels/*.whl
	@touch $@

# A separate environment, because Semgrep requires other versions of packages that Capaian uses.
.venv/audit: .venv/python requirements/audit.txt
	@$(PYTHON) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt
	@touch $@

# The generators of clients, and Go and Node for them. Java, PHP and Ruby come from the machine.
.venv/nightly: .venv/python requirements/nightly.txt
	@$(PYTHON) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/nightly.txt
	@touch $@

# The tools of package.json. If the machine has no Node, it is installed from PyPI.
node_modules/installed: package.json package-lock.json $(if $(shell command -v npm),,.venv/dev)
	@echo "Installing the checks of openapi.yaml into node_modules (once) …"
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Lock files for all platforms, with hashes and without registry URLs. uv has its own environment.
COMPILE := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock: .venv/python
	@$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) pyproject.toml --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --extra parquet --constraint requirements/run.txt --output-file requirements/parquet.txt
	@$(COMPILE) --group build --constraint requirements/run.txt --output-file requirements/build.txt
	@$(COMPILE) --group node --output-file requirements/node.txt
	@$(COMPILE) --group nightly --output-file requirements/nightly.txt
	@$(COMPILE) --group audit --no-strip-extras --output-file requirements/audit.txt
	@$(COMPILE) pyproject.toml --extra otel --constraint requirements/run.txt --output-file requirements/otel.txt
	@$(COMPILE) --group bench --output-file requirements/bench.txt
	@$(COMPILE) --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	@rm -rf .venv .data .bench dist node_modules
	@rm -rf clients/python/capaian_client/v1 clients/typescript/dist clients/typescript/node_modules clients/typescript/src/openapi.ts
