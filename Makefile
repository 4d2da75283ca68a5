# Two commands matter: `make book` prints the site to _build/html, `make test` proves that it may be published.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
export PYTHONDONTWRITEBYTECODE :=

.PHONY: book test lint lab serve bench reproducible lock clean

book: $(READY)
	@$(BIN)/portfolio build

# The library's tests first: they fail fastest. Whole builds have processes of their own, since Sphinx keeps
# state between the builds of one process; so have the faults, which kill and starve what they start. nbval then
# executes each notebook and compares its checked cells.
WHOLE := tests/test_press.py tests/faults tests/browser
test: $(READY) lint
	$(BIN)/python -m pytest -n 2 $(WHOLE:%=--ignore %)
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/faults tests/browser
	$(BIN)/python -m pytest -n 2 tests/test_press.py
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --nbval-lax --no-header -p no:cacheprovider -n 2 --dist loadscope notebooks

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lab: $(READY)
	$(BIN)/jupyter lab notebooks

serve: $(READY)
	@$(BIN)/portfolio serve

bench: $(READY)
	$(BIN)/python tests/bench/press.py

# Pins of everything, transitively, from the direct dependencies in pyproject.toml.
lock: $(READY)
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --extra dev --output-file requirements.txt \
	  --no-header --no-emit-index-url --no-emit-options --no-emit-find-links --allow-unsafe pyproject.toml
	sed -i "s/^\(torch==[0-9.]*\)+cpu/\1/" requirements.txt  # any build of this version will do

# The same bytes with one worker and two, in two folders, with two hash seeds: builds the book four times.
reproducible: $(READY)
	$(BIN)/python tests/bench/reproducible.py

clean:
	rm -rf _build

# A stamp, not the folder: an install that was cut short is done again.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
