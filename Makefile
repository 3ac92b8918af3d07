# The few commands of Sehat Saathi. `make help` lists them; CI calls scripts/browser.sh, then `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
UV_VERSION := 0.9.7
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PYTHON := .venv/bin/python
STAMP := .venv/.installed
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONPATH := $(CURDIR)

.PHONY: help setup run talk ask console demo test check train score heavy storm siege scale bench pictures docs film database lint lock

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(STAMP) ## Install everything into .venv (Python 3.10, pinned with hashes)

run: setup ## Train when needed, start both servers and the console, wait until healthy; Ctrl-C stops
	@$(PYTHON) -m bot.ops run

talk: setup ## Chat through the signed webhook (CHANNEL=sms for a feature phone)
	@$(PYTHON) -m bot.ops talk

ask: setup ## Every step for one message: make ask m="pet dard, sehore"
	@$(PYTHON) -m bot.ops ask "$(m)"

console: setup ## The console of the ops team alone (make run starts it too)
	@$(PYTHON) -m bot.ops console

demo: setup ## A console over made-up data of a month: the map of need with a fever cluster
	@$(PYTHON) -m bot.ops demo

check: setup ## Check all data files, sentences and messages
	@$(PYTHON) -m bot.ops check

train: setup ## Train a model beside the live one and compare the two
	@$(PYTHON) -m bot.ops train

score: setup ## Score the newest model on the fixed test set
	@$(PYTHON) -m bot.ops score

test: setup lint ## Set up and run every test
	@$(PYTHON) -m bot.ops check
	@$(PYTHON) -m bot.ops train --if-needed
	@$(PYTHON) -m pytest --ignore tests/browser
	@$(PYTHON) -m pytest tests/browser

heavy: setup ## The tests that `make test` leaves out: databases that fail, model changes, a sabotaged model
	@scripts/services.sh
	@$(PYTHON) -m bot.ops train --if-needed
	@$(PYTHON) -m pytest -m heavy

storm: setup ## Play 10,000 messages as Twilio while servers and database are killed (ARGS="--servers 2 --write")
	@$(PYTHON) -m bot.ops storm $(ARGS)

siege: setup ## Send 100,000 hostile requests to the servers
	@$(PYTHON) -m bot.ops siege $(ARGS)

pictures: setup ## Take the pictures of the documents anew, from the browser tests
	@scripts/browser.sh && scripts/pictures.sh

film: setup ## Film a terminal that talks to the running assistant
	@$(PYTHON) scripts/film.py

docs: setup ## Write the documents as a site to results/site, every link followed
	@NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --quiet
	@echo "results/site/index.html"

lint: setup ## ruff and mypy
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

bench: setup ## Measure beside a stock Rasa assistant, about half an hour (ARGS="--write")
	@$(PYTHON) -m bench $(ARGS)

scale: setup ## 2 + 2 servers behind nginx in a storm, one of each killed in the middle
	@scripts/services.sh
	@$(PYTHON) -m bot.ops scale

database: setup ## Make or migrate the tables of DATABASE_URL
	@$(PYTHON) -m bot.ops database

lock: $(UV) ## Pin everything anew from pyproject.toml
	@$(UV) pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.10 --upgrade --output-file requirements.lock
	@$(UV) pip compile --group actions --constraints requirements.lock --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.10 --output-file requirements-actions.lock

$(STAMP): requirements.lock .python-version | $(UV)
	@echo "Installing Python 3.10 and the pinned packages into .venv (a few minutes the first time) ..."
	@$(UV) venv --quiet --allow-existing --python "$$(cat .python-version)" .venv || { echo "No Python 3.10 found or to be had: install python3.10, then run make again." >&2; exit 1; }
	@$(UV) pip sync --require-hashes --python $(PYTHON) requirements.lock || { echo "The packages could not be installed; the lines above say why. Check the network, then run make again." >&2; exit 1; }
	@touch $@

.tools/bin/uv:
	@echo "Getting uv into .tools ..."
	@{ python3 -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"; } || \
		python3 -m pip install --quiet --disable-pip-version-check --target .tools "uv==$(UV_VERSION)" || { echo "uv could not be installed; install it by hand, then run make again." >&2; exit 1; }
	@test -x $@
