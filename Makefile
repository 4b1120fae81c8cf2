# Everything that is done with this checkout; `make` alone lists it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PANEL := $(shell find extension/src extension/_locales extension/icons -type f) extension/build.mjs extension/manifest.mjs

.PHONY: help
help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: .venv/.stamp-run extension/dist/.stamp-run  ## install what is needed, build the panel and serve it with a sample
	$(BIN)/arxivlens serve --sample

.PHONY: test
test: .venv/.stamp-dev extension/dist/.stamp-test | browser  ## install what the tests need, check the code and run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd extension && npm run --silent check
	cd extension && npm run --silent lint
	cd extension && npm run --silent test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-parts test-whole

# Both at once: a browser's tests mostly wait.
.PHONY: test-parts test-whole
test-parts:
	$(BIN)/python -m pytest -m "not whole"
test-whole:
	$(BIN)/python -m pytest -m whole

.PHONY: extension
extension: extension/dist/.stamp-run  ## build the extension for Chrome and Firefox into extension/dist, zips into api/static

.PHONY: bench
bench: .venv/.stamp-bench extension/dist/.stamp-test | browser load  ## measure, each figure beside its baseline
	$(BIN)/python -m tests.benchmarks

.PHONY: contract
contract: .venv/.stamp-dev  ## try the API's document with 10,000 requests, right and wrong, on both databases
	$(BIN)/python -m tests.api.contract

.PHONY: format
format: .venv/.stamp-dev  ## put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: types
types: .venv/.stamp-dev extension/node_modules/.stamp-dev  ## write the panel's types of what goes over the wire anew, from the OpenAPI document
	$(BIN)/python -m tests.api.wire

.PHONY: lock
lock: .venv/.stamp-dev  ## pin the newest versions that pyproject.toml allows
	$(PIP) install uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate \
	  --no-header --group dev pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate \
	  --no-header pyproject.toml -c requirements-dev.txt -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate \
	  --no-header --group bench -c requirements-dev.txt -o requirements-bench.txt

.PHONY: clean
clean:  ## take away everything that was installed or built here
	rm -rf .venv extension/node_modules extension/dist api/static/panel.* api/static/layout.js api/static/*.zip

# What the targets above stand on.

ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
APT := $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(ROOT) apt-get update -qq && $(APT) python3-venv; }
	$(PYTHON) -m venv .venv

# The build's own tool is pinned with the rest, so the package is built without fetching another.
.venv/.stamp-run: requirements.txt pyproject.toml | .venv/bin/python
	$(PIP) install -r requirements.txt -c requirements-dev.txt setuptools
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.stamp-dev: requirements-dev.txt .venv/.stamp-run
	$(PIP) install -r requirements-dev.txt
	@touch $@

.venv/.stamp-bench: requirements-bench.txt .venv/.stamp-dev
	$(PIP) install -r requirements-bench.txt -c requirements-dev.txt
	@touch $@

# esbuild and the panel's own libraries are enough to build; the checks want the rest.
extension/node_modules/.stamp-run: extension/package.json extension/package-lock.json
	cd extension && npm ci --silent --omit=dev
	@touch $@

extension/node_modules/.stamp-dev: extension/package.json extension/package-lock.json
	cd extension && npm ci --silent
	@touch $@ extension/node_modules/.stamp-run

extension/dist/.stamp-run: extension/node_modules/.stamp-run $(PANEL)
	cd extension && npm run --silent build
	@for browser in chrome firefox; do \
	  file=$$PWD/api/static/arxivlens-$$browser.zip; rm -f $$file; \
	  (cd extension/dist/$$browser && $(PYTHON) -m zipfile -c $$file *); \
	done
	@touch $@

extension/dist/.stamp-test: extension/node_modules/.stamp-dev $(PANEL)
	cd extension && npm run --silent build && npm run --silent build -- --test
	@touch $@

.PHONY: browser
browser:
	@command -v chromium >/dev/null && command -v firefox-esr >/dev/null || \
	  { $(ROOT) apt-get update -qq && $(APT) chromium firefox-esr fonts-dejavu-core; }

.PHONY: load
load:
	@command -v wrk >/dev/null || { $(ROOT) apt-get update -qq && $(APT) wrk; }
