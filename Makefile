# Two commands: `make demo` shows what this is, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo

.PHONY: demo test lint install install-dev docs constraints clean help

help:
	@echo "make demo     install into $(VENV), make the sample project in $(DEMO)/, harvest, archive, build, search"
	@echo "make test     install what tests need and run them"
	@echo "make lint     format, lint, types and layers"
	@echo "make docs     write the generated pages of the manual again"
	@echo "make clean    remove what these made"

demo: install
	@$(BIN)/kb demo $(DEMO)
	@echo "(kb is $(BIN)/kb; activate it with: . $(BIN)/activate)"

test: install-dev
	$(BIN)/python -m pytest -q -n 3 --dist worksteal $(ARGS)

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: install-dev
	$(BIN)/python -m tests.support.manual

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "error: Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version 2>&1)"; \
	       echo "  hint: make demo PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[zensical]' \
	  || echo "Zensical cannot be installed here; its tests will say that they are skipped"
	@touch $@ $(VENV)/.installed

constraints: install-dev
	$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check > constraints.txt

clean:
	rm -rf $(DEMO) .kb site dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
