# `make` alone lists what can be done.

.DEFAULT_GOAL := help
.PHONY: help run shell train test lint content drawings evaluate bench lock clean

PYTHON_BIN := .venv/bin/python
START := $(PYTHON_BIN) -m scripts.backwise_start
# The launcher's quiet surroundings, for commands that use Rasa without it.
QUIET := TF_CPP_MIN_LOG_LEVEL=2 RASA_TELEMETRY_ENABLED=false LOG_LEVEL=WARNING

help:  ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run:  ## Install, train if something changed, start; prints the address of the chat page
	@scripts/setup
	@$(START) run

shell:  ## The same, and talk in the terminal
	@scripts/setup
	@$(START) shell

train:  ## Train if something changed
	@scripts/setup
	@$(START) train

test:  ## Run all tests
	@scripts/setup dev
	@$(START) train
	@$(PYTHON_BIN) -m pytest

lint:  ## Check style, types, training data and content
	@scripts/setup dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(PYTHON_BIN) -m backwise.knowledge
	$(QUIET) $(PYTHON_BIN) -m scripts.backwise_start.quiet rasa data validate --fail-on-warnings
	@if command -v shellcheck >/dev/null; then shellcheck scripts/setup .ci/run; fi

content:  ## Check what people read in knowledge/, for those who edit it
	@scripts/setup dev
	@$(PYTHON_BIN) -m backwise.knowledge $(if $(SINCE),--since $(SINCE))

drawings:  ## Write all drawings to results/drawings to look at, and find figures that float
	@scripts/setup
	@$(PYTHON_BIN) -m backwise.drawing results/drawings

evaluate:  ## Measure how well Backwise understands and decides
	@scripts/setup dev
	@$(START) train
	@$(QUIET) $(PYTHON_BIN) -m benchmarks.evaluate

bench:  ## Measure speed and memory beside a stock Rasa bot
	@scripts/setup dev
	@$(PYTHON_BIN) -m benchmarks.bench

lock:  ## Pin the packages anew (needs uv)
	uv pip compile --python-version 3.10 --generate-hashes --no-emit-index-url \
		--override overrides.txt requirements.in -o requirements.txt
	uv pip compile --python-version 3.10 --generate-hashes --no-emit-index-url \
		--override overrides.txt --constraint requirements.txt requirements-dev.in -o requirements-dev.txt

clean:  ## Remove models, caches and results; what people said stays in var/
	rm -rf models results .rasa .cache .coverage .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
