# Everything runs in .venv, made on first use from pyproject.toml and the pins in constraints.txt.
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
TESTS  := -n auto --maxprocesses 4 --dist loadfile

# Public benchmarks and the folder of each in DATA: those that ask 300 questions, and those run whole.
ASKED := squad_open=squad_open clapnq=clapnq chunking_eval=chunking_eval
WHOLE := nfcorpus=beir cranfield=cranfield multihop=multihop rgb=rgb \
         followups=followup_trec_cast support_bench=support_bench

.PHONY: help chat test check gold gate figures browser clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

chat: $(VENV)/installed ## index corpus/ if that is due, and open the page on 127.0.0.1:7860
	$(RUN) -m qa chat --corpus corpus

test: $(VENV)/installed-test browser ## install what the tests need, then run all of them
	$(RUN) -m pytest $(TESTS)

check: $(VENV)/installed-test ## lint, format and types
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

gold: $(VENV)/installed-test ## the development questions on the two articles
	$(RUN) -m eval run --gold eval/gold/articles.dev.jsonl --corpus corpus --out runs/dev

gate: $(VENV)/installed-test ## hold their figures to eval/gold/articles.dev.bounds.json
	$(RUN) -m eval run --gold eval/gold/articles.dev.jsonl --corpus corpus --out runs/gate --again
	$(RUN) -m eval gate runs/gate --bounds eval/gold/articles.dev.bounds.json

figures: $(VENV)/installed-test ## every figure that needs published data (DATA=), and docs/FIGURES.md
	@test -d "$(DATA)" || { echo "name the folder of the published data: make figures DATA=FOLDER"; exit 2; }
	$(RUN) -m eval run --gold eval/gold/articles.dev.jsonl --corpus corpus --out runs/dev --again
	$(RUN) -m eval run --gold eval/gold/articles.test.jsonl --corpus corpus --out runs/test --again
	$(RUN) -m training evaluate --data "$(DATA)" --questions 400
	$(RUN) -m tests.benchmarks.claims "$(DATA)"
	$(RUN) -m eval responsive --data "$(DATA)"
	for each in $(ASKED); do \
	  $(RUN) -m eval benchmark $${each%=*} --data "$(DATA)/$${each#*=}" --limit 300 --record || exit; done
	for each in $(WHOLE); do \
	  $(RUN) -m eval benchmark $${each%=*} --data "$(DATA)/$${each#*=}" --record || exit; done
	$(RUN) -m eval report runs/dev runs/test --benchmarks --out docs/FIGURES.md $(PEERS:%=--peers %)

browser: ## the system's Chromium, for the tests of the page
	@sh tests/browser.sh

clean: ## remove the environment and what the program wrote
	rm -rf $(VENV) runs corpus/.footnote .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(RUN):
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(RUN)
	$(RUN) -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt | $(RUN)
	$(RUN) -m pip install --quiet -c constraints.txt -e '.[test]'
	touch $(VENV)/installed $@
