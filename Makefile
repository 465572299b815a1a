# Everything runs in .venv, made on first use from pyproject.toml and the pins in constraints.txt.
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python

.PHONY: help chat test check gold gate browser clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

chat: $(VENV)/installed ## index corpus/ if that is due, and open the page on 127.0.0.1:7860
	$(RUN) -m qa chat --corpus corpus

test: $(VENV)/installed-test browser ## install what the tests need, then run all of them
	$(RUN) -m pytest

check: $(VENV)/installed-test ## lint, format and types
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

gold: $(VENV)/installed-test ## the development questions on the two articles
	$(RUN) -m eval run --gold eval/gold/articles.dev.jsonl --corpus corpus --out runs/dev

gate: $(VENV)/installed-test ## hold their figures to eval/gold/articles.dev.bounds.json
	$(RUN) -m eval run --gold eval/gold/articles.dev.jsonl --corpus corpus --out runs/gate --again
	$(RUN) -m eval gate runs/gate --bounds eval/gold/articles.dev.bounds.json

browser: ## the system's Chromium, for the tests of the page
	@sh tests/browser.sh

clean: ## remove the environment and what the program wrote
	rm -rf $(VENV) runs corpus/.footnote .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(RUN) -m pip install --quiet -c constraints.txt -e '.[test]'
	touch $@
