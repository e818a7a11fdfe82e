# make run, make test, make lint: each gets what it needs by itself.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: run test coverage chaos fresh lint audit format messages pictures screenshots bench-api bench-editor bench-pages bench-engine bench-live bench-load clean

run: .venv/run
	@PORT=$(PORT) exec $(BIN)/python manage.py runstack

test: .venv/dev
	@$(BIN)/python -m tests

# What the tests run of the two apps, without those in a browser and under load.
coverage: .venv/dev
	@mkdir -p var/coverage
	@$(BIN)/coverage run -m tests --ignore=tests/browser --ignore=tests/bench --ignore=tests/chaos/test_short.py
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --skip-covered --sort=cover

chaos: .venv/dev
	@$(BIN)/python -m tests.chaos $(ARGS)

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit -q -c pyproject.toml -r projects exterior_api exterior_site
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema -q --builtin-schema vendor.compose-spec compose.yaml

# Known holes in what we depend on. Needs the services that know of them, beyond a package registry.
audit: .venv/dev
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements.lock
	cd tests/bench/pages && npm audit --omit=optional

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What a stranger gets: the tracked files in an empty folder, with an empty home and a bare PATH.
fresh:
	@$(PYTHON) tests/fresh.py $(FRESH)

bench-api: .venv/dev
	@$(BIN)/python -m tests.bench.api

bench-editor: .venv/dev
	@$(BIN)/python -m tests.bench.editor

bench-engine: .venv/dev
	@$(BIN)/python -m tests.bench.engine $(ARGS)

bench-pages: .venv/dev
	@$(BIN)/python -m tests.bench.pages $(ARGS)

bench-live: .venv/dev
	@$(BIN)/python -m tests.bench.live $(ARGS)

bench-load: .venv/dev
	@$(BIN)/python -m tests.bench.load $(ARGS)

screenshots: .venv/dev
	@$(BIN)/python -m tests.screenshots $(ARGS)

# The front page's and the type cards' pictures, drawn by the engine on our own scenes.
pictures: .venv/dev
	$(BIN)/python -m tests.pictures $(ARGS)

messages: .venv/dev
	$(BIN)/python -m tests.messages

.venv/run: requirements.lock
	@$(MAKE) --no-print-directory install LOCK=requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock
	@$(MAKE) --no-print-directory install LOCK=requirements-dev.lock
	@touch .venv/run $@

# Most of what comes is never imported: what is, Python compiles then.
.PHONY: install
install:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed and $(PYTHON) was not found. Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed; $(PYTHON) is `$(PYTHON) -V`. Name another: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || { echo "==> Making the environment in .venv"; $(PYTHON) -m venv .venv; }
	@echo "==> Installing from $(LOCK)"
	@{ command -v uv >/dev/null && UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(LOCK); } \
	|| $(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r $(LOCK) \
	|| { echo "Installing failed. Is there a network, or a package index that pip is set up for, and 1.5 GB of disk? Then run the same command again."; exit 1; }

clean:
	rm -rf .venv var
