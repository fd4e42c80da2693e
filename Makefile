.DEFAULT_GOAL := help
.PHONY: help setup run test check fix demo bench messages gallery lifecycle requirements

FLASK := .venv/bin/flask --app run
# The moment at which `make demo` puts the demonstration: open, committee, shortlist, jury or mentoring.
STAGE ?= open
# Where the gallery of components is.
GALLERY := /gallery

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what the application needs, in .venv
	@scripts/setup.sh runtime

run: setup ## Serve the application with its demonstration, on http://127.0.0.1:8000 (HOST, PORT)
	@$(FLASK) serve --demo

test: ## Run every check and every test
	@scripts/test.sh

check: ## Run the fast half: checks, unit and architecture tests
	@scripts/test.sh check

fix: ## Correct what can be corrected alone: imports, layout of the code
	@scripts/setup.sh dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

demo: setup ## Load the demonstration at a moment of its life (STAGE=open|committee|shortlist|jury|mentoring)
	@$(FLASK) demo --stage $(STAGE)

bench: ## Measure the pages with thousands of files
	@scripts/setup.sh dev
	@.venv/bin/python -m bench

messages: setup ## Collect the texts to translate and compile the translations
	@$(FLASK) messages

gallery: setup ## Serve the application in development, with the gallery of components
	@echo "The gallery: http://$${HOST:-127.0.0.1}:$${PORT:-8000}$(GALLERY)"
	@DEVELOPMENT=1 $(FLASK) serve

lifecycle: setup ## Write what the documentation owes to the code: the states, the columns of an export
	@$(FLASK) lifecycle
	@$(FLASK) export-columns

requirements: ## Compile the pinned requirements from the .in files (UPGRADE=1 takes the newest versions)
	@scripts/setup.sh requirements $(if $(UPGRADE),--upgrade)
