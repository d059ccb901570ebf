# Set-up, checks and daily tasks. `make help` lists them; each sets up what it needs first.

PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Tests draw their windows off screen; those marked xvfb start a screen of their own.
test check lint: export QT_QPA_PLATFORM := offscreen
# They wait for processes more than they compute, so some run side by side, and none takes all cores.
test check: export OMP_NUM_THREADS := 1
PYTEST := $(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal --durations 20

.PHONY: help run demo test check lint format lock translations screenshots wheel bundle deb package-test setup setup-test clean
.NOTPARALLEL:

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Open the window (ARGS="--library DIR"); without a screen, the demo in the terminal
	@tools/run.sh $(ARGS)

demo: setup ## Index a sample library, search it, save run/window.png; needs no screen
	@$(PY) -m tools.demo

test: setup-test lint ## Every check: lint, types, import rules, then the tests
	$(PYTEST)

check: setup-test ## The tests alone (ARGS="tests/unit -k name")
	$(PYTEST) $(ARGS)

lint: setup ## Style, format, strict types and import rules
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

format: setup ## Put the code into the project's format
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

lock: setup ## Resolve requirements*.in anew into requirements.lock
	$(PY) -m tools.lock

translations: setup ## Bring the translations in step with the window's texts, and say what is missing
	@$(PY) -m tools.translations

screenshots: setup ## Draw docs/screenshots (ARGS="why dark", "--every --scale 2 --size 800x600 --out DIR")
	@$(PY) -m tools.screenshots $(ARGS)

wheel: setup ## Build wheel and sdist into dist
	@$(PY) -m tools.package wheel $(ARGS)

bundle: setup ## Build the program with all it needs, a folder, into dist (minutes)
	@$(PY) -m tools.package bundle $(ARGS)

deb: setup ## Build the bundle and the Debian package into dist (minutes; needs dpkg-dev)
	@$(PY) -m tools.package deb $(ARGS)

package-test: setup-test ## Build, install, use and remove the Debian package (as root; minutes)
	$(PY) -m pytest -m package tests/end_to_end/test_package.py

setup: ## Make .venv and install what running needs
	@tools/setup.sh

setup-test:
	@tools/setup.sh --test

clean: ## Remove .venv, caches, built packages and the sample library
	rm -rf .venv run build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
