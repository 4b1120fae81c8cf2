# Everything that is done with this checkout; `make` alone lists it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help
help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: .venv/.stamp-dev  ## install what the tests need, check the code and run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

.PHONY: format
format: .venv/.stamp-dev  ## put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: .venv/.stamp-dev  ## pin the newest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate \
	  --no-header --group dev pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate \
	  --no-header pyproject.toml -c requirements-dev.txt -o requirements.txt

.venv/.stamp-run: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt -c requirements-dev.txt setuptools
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.stamp-dev: requirements-dev.txt .venv/.stamp-run
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

.PHONY: clean
clean:  ## take away everything that was installed or built here
	rm -rf .venv node_modules extension/node_modules extension/dist api/static/panel.*
