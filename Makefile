# The commands of this project; README.md tells what they are for.
# Everything is set up by need: a step runs again only when what it is made from has changed.

PYTHON ?= python3
PORT ?= 8000
NAME ?=

BIN := .venv/bin
RUN := $(BIN)/python -m antt_portal.local
MANAGE := $(RUN) manage
SCRATCH := $(RUN) manage --scratch
ENGINE := -c tests/regulations/engine/alone.ini --rootdir=.
STAMPS := .venv/.done
NODE := node_modules/.package-lock.json
SERVED := var/static/staticfiles.json
STATIC := $(shell find static -path static/build -prune -o -type f -print)
# A Python that is named makes a new environment; otherwise the one that is there stays.
VENV := $(STAMPS)/venv$(if $(filter file,$(origin PYTHON)),,-$(notdir $(PYTHON)))
COMPILE := $(BIN)/uv pip compile -q --no-config --universal --python-version 3.11 --generate-hashes \
           --no-header --no-emit-index-url --no-emit-find-links

export DJANGO_SETTINGS_MODULE ?= antt_portal.settings.local
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help run demo test coverage-engine mutants check check-types check-rest bench format openapi screenshots lock clean setup test-setup system-packages browser

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: setup ## set up everything and serve the sample province at http://127.0.0.1:$(PORT) until Ctrl-C
	@$(RUN) serve --port $(PORT)

demo: setup ## all that run does before serving, with a summary
	@$(RUN) demo --port $(PORT)

test: test-setup ## the whole test suite, browser tests included (ARGS= adds pytest's options)
	@$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

coverage-engine: setup ## the law engine's own tests; every line and branch of it must be run
	@$(BIN)/coverage run --branch --source=regulations/engine -m pytest -q $(ENGINE)
	@$(BIN)/coverage report --fail-under=100

mutants: $(STAMPS)/mutation ## the mutation score of the law engine; NAME= tests only the mutants that match again
	@$(if $(NAME),,rm -rf mutants)
	@nice -n 15 $(BIN)/mutmut run --max-children 2 $(if $(NAME),'$(NAME)')
	@$(BIN)/mutmut export-cicd-stats
	@$(BIN)/python scripts/mutation_score.py

check: setup ## format, lint, types, import contract, templates, migrations, OpenAPI, locks
	@$(MAKE) --no-print-directory -j 2 check-types check-rest

# The types take as long as all the rest.
check-types:
	$(BIN)/mypy

check-rest:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python scripts/check_locks.py
	$(SCRATCH) check --fail-level WARNING
	$(SCRATCH) makemigrations --check --dry-run
	$(SCRATCH) spectacular --validate --fail-on-warn --file var/openapi.yaml
	@diff -u openapi.yaml var/openapi.yaml || { echo 'Run make openapi and commit openapi.yaml.'; exit 1; }

bench: setup ## one JSON object a line for each measured job (NAME= runs one)
	@$(MANAGE) bench $(NAME)

screenshots: test-setup ## the pictures of the README, from the portal at PORT or one of its own
	@PYTHONPATH=. $(BIN)/python scripts/screenshots.py --port $(PORT)

format: setup ## put code and imports into the project's format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi: setup ## write openapi.yaml from the code
	$(SCRATCH) spectacular --validate --fail-on-warn --file openapi.yaml

lock: $(STAMPS)/uv ## resolve the dependencies of pyproject.toml anew
	$(COMPILE) --upgrade --group setup -o requirements/uv.txt
	$(COMPILE) --upgrade pyproject.toml -o requirements/base.txt
	$(COMPILE) --upgrade pyproject.toml --group local --group dev -c requirements/base.txt -o requirements/dev.txt
	$(COMPILE) --upgrade --group mutation -c requirements/dev.txt -o requirements/mutation.txt

clean: ## remove what was set up and the sample's data
	rm -rf .venv node_modules static/build var mutants

# What "set up" means. Each stamp or product is younger than what it was made from.

setup: $(VENV) system-packages $(SERVED)

test-setup: $(VENV) browser $(SERVED)

system-packages:
	@$(BIN)/python scripts/system_packages.py

browser:
	@$(BIN)/python scripts/system_packages.py --browser

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Install Python 3.11 or newer, or name one: make run PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -m venv --clear .venv \
	  || { echo "Install Python's venv module first, on Debian: apt-get install python3-venv"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/venv

$(STAMPS)/uv: requirements/uv.txt | $(VENV)
	@echo 'Installing the Python packages …'
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(STAMPS)/python: requirements/dev.txt $(STAMPS)/uv
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/dev.txt
	@touch $@

$(STAMPS)/mutation: requirements/mutation.txt $(STAMPS)/python
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/mutation.txt
	@touch $@

$(NODE): package-lock.json package.json $(STAMPS)/python
	@echo 'Building the style sheet …'
	@scripts/npm ci --ignore-scripts --loglevel=error
	@touch $@

$(SERVED): $(STATIC) $(NODE)
	@scripts/npm run --silent build
	@$(BIN)/python manage.py collectstatic --noinput --verbosity=0
	@touch $@
