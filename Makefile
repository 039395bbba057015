# Everything a newcomer needs: `make run` to see it live, `make test` to check it, `make check` before a commit.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export THROUGHLINE_HOST := $(HOST)
export THROUGHLINE_PORT := $(PORT)

.PHONY: run test check format lock clean

run: $(VENV)/.run-stamp
	@exec $(BIN)/throughline serve --demo

test: $(VENV)/.test-stamp
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports && $(BIN)/pyright
	@$(BIN)/python -m pytest -ra

check: test

format: $(VENV)/.test-stamp
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Throughline needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run-stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --require-hashes --only-binary :all: -r requirements/run.txt
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-stamp: requirements/test.txt $(VENV)/.run-stamp
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --require-hashes --only-binary :all: -r requirements/test.txt
	@touch $@

# The locks are made by uv (not needed to install): every version pinned, every file by its hash.
lock:
	@uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 pyproject.toml requirements/build.in -o requirements/run.txt
	@uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra test pyproject.toml requirements/build.in -o requirements/test.txt

clean:
	@rm -rf $(VENV)
