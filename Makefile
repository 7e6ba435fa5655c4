# Every target works as the first command on a fresh clone: it makes the environment it needs.
#   make demo     the main job, offline: shipped spiders against a small newsroom on 127.0.0.1
#   make test     the tests
#   make crawl    the main job, live: make crawl SITE=defensenews ARGS="-a since=2026-11-01"
#   make scrapyd  a Scrapyd in the foreground, safely configured; make deploy gives it the project
#   make check    what continuous integration runs: lint, types, tests

PYTHON ?= python3
SITE ?= amn
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-time
DEV := $(VENV)/.development

SCRAPYD_VENV := .venv-scrapyd
SCRAPYD := $(SCRAPYD_VENV)/.installed

PYTEST_ARGS ?= -n auto --dist loadgroup

.PHONY: demo test test-slow crawl scrapyd scrapyd-env deploy check lint types schema clean

demo: $(RUN)
	@$(BIN)/scrapy demo

crawl: $(RUN)
	@$(BIN)/scrapy crawl $(SITE) $(ARGS)

scrapyd: $(SCRAPYD)
	@$(SCRAPYD_VENV)/bin/python deploy/start.py

scrapyd-env: $(SCRAPYD)

deploy: $(VENV)/.python
	@$(BIN)/python deploy/upload.py

# Where Scrapyd can't be had, its tests are skipped and say so.
test: $(DEV)
	-@$(MAKE) --no-print-directory scrapyd-env
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-slow: $(DEV)
	-@$(MAKE) --no-print-directory scrapyd-env
	$(BIN)/python -m pytest $(PYTEST_ARGS) -m slow

lint: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEV)
	$(BIN)/mypy --strict newscrawl

check: lint types test

schema: $(RUN)
	$(BIN)/python -m newscrawl.schema

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newscrawl needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "making the environment in $(VENV)/ (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUN): requirements.txt $(VENV)/.python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(SCRAPYD): deploy/requirements.txt requirements.txt $(VENV)/.python
	@echo "making the environment of Scrapyd in $(SCRAPYD_VENV)/ (once) ..."
	@$(PYTHON) -m venv $(SCRAPYD_VENV)
	@$(SCRAPYD_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r deploy/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) $(SCRAPYD_VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
