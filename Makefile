# HiveForge needs Python 3.11 or newer, git and make; everything else comes from Python packages.
# `make` alone explains the targets.

CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(or $(shell for p in $(CANDIDATES); do $$p tools/check_python.py >/dev/null 2>&1 && echo $$p && break; done),python3)
VENV := .venv
BIN := $(VENV)/bin
CREATED := $(VENV)/.created
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --quiet --no-annotate --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make requirements" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help up dev test check bench requirements upgrade clean

help: ## Show this list
	@echo "HiveForge. Settings: see .env.example, for example PORT=9000 make up"
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | while IFS='|' read -r name text; do \
		printf '  make %-13s %s\n' "$$name" "$$text"; done

up: $(INSTALLED) ## Build and serve everything, print the address and the demo log-ins
	@exec $(BIN)/hiveforge up

dev: $(INSTALLED) ## Serve with hot reload
	@exec $(BIN)/hiveforge dev

test: $(INSTALLED_DEV) ## Run every check and every test
	@exec $(BIN)/python tools/run_tests.py

check: $(INSTALLED_DEV) ## Style, types, imports, architecture, migrations: what CI asks before the tests
	@exec $(BIN)/hiveforge check

bench: $(INSTALLED_DEV) ## Measure against the floors in bench/
	@exec $(BIN)/python -m bench

requirements: $(INSTALLED_DEV) ## Pin requirements*.txt after editing requirements*.in
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

upgrade: UPGRADE := --upgrade
upgrade: requirements ## Pin the newest versions that requirements*.in allow

clean: ## Remove what can be made again: the virtual environment, builds and caches, but not the database
	rm -rf $(VENV) .web .web-* .states *.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis bench/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CREATED):
	@$(PYTHON) tools/check_python.py
	@echo "Creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(INSTALLED): requirements.txt pyproject.toml | $(CREATED)
	@echo "Installing requirements.txt"
	@$(PIP) install --quiet -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED)
	@echo "Installing requirements-dev.txt"
	@$(PIP) install --quiet -r requirements-dev.txt
	@touch $@
