# Everything a newcomer needs: `make run` to see it live, `make test` to check it, `make check` before a commit.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export THROUGHLINE_HOST := $(HOST)
export THROUGHLINE_PORT := $(PORT)
# Processes are started by the hundred: each would compile all our sources anew where this is set.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check style layers types torture screenshots busy-hour format lock clean

run: $(VENV)/.run-stamp
	@exec $(BIN)/throughline serve --demo

test: $(VENV)/.test-stamp
	@$(MAKE) --no-print-directory --jobs=3 --output-sync style layers types
	@$(BIN)/python -m pytest -ra --numprocesses 4 --dist loadfile --no-loadscope-reorder --ignore tests/browser
	@$(BIN)/python -m pytest -ra --numprocesses 2 --dist loadfile tests/browser

check: test

# What is read only, side by side.
style: $(VENV)/.test-stamp
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

layers: $(VENV)/.test-stamp
	@$(BIN)/lint-imports

types: $(VENV)/.test-stamp
	@$(BIN)/pyright

# The fault tests at length (hours), as root for power cuts and full disks; one JSON line a figure into $(FIGURES).
FIGURES ?= figures.jsonl
torture: $(VENV)/.test-stamp
	@THROUGHLINE_HANGS=86400 THROUGHLINE_KILLS=2000 THROUGHLINE_KILLS_POSTGRESQL=500 THROUGHLINE_SERVICE_KILLS=50 THROUGHLINE_CUTS=1000 \
	THROUGHLINE_CUTS_POSTGRESQL=200 THROUGHLINE_FULL_DISKS=500 THROUGHLINE_FSYNC_ERRORS=500 THROUGHLINE_DELIVERIES=200000 \
	THROUGHLINE_HUNT=30000 THROUGHLINE_FIGURES=$(FIGURES) $(BIN)/python -m pytest -ra -s tests/faults
	@THROUGHLINE_HANGS=86400 THROUGHLINE_RECONNECTS=20000 THROUGHLINE_STORM=2000 THROUGHLINE_READERS=1000 THROUGHLINE_STUCK=50 \
	$(BIN)/python -m pytest -ra -s tests/app/live/test_live_storms.py tests/app/live/test_live_stuck.py

# Every view in both themes, both languages, at three widths, from the demo at a fixed moment (needs Chromium).
screenshots: $(VENV)/.test-stamp
	@$(BIN)/python -m tests.browser.screenshots docs/screenshots

# One person's hour by the keyboard alone, with journeys, calls, a colleague and a line that drops (needs Chromium).
busy-hour: $(VENV)/.test-stamp
	@$(BIN)/python -m tests.browser.busy_hour

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
