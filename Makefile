# One line a command; `make help` lists them. Everything runs in .venv, which the first command creates.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadscope
export TQDM_DISABLE := 1
# Our arrays are small and our processes many: threads that wait for each other made tests twelve times slower.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help book test quick serve lab bench experiments format pins picture clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-11s %s\n", $$1, $$2 }'

book: $(READY) ## build the book and say where it is
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "The book: file://$(CURDIR)/_build/html/index.html"

test: book ## run everything: lint, library, claims, notebooks, the built site in a browser
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(PYTEST) --nbval-lax --nbval-current-env tests lib chapters

quick: $(READY) ## the inner loop: lint, unit tests, notebook hygiene
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(PYTEST) -m "not site and not slow" tests lib

serve: book ## build the book and serve it on http://localhost:8000
	$(BIN)/python -m http.server --bind localhost --directory _build/html 8000

lab: $(READY) ## open the chapters in JupyterLab, with live sliders
	TQDM_DISABLE= $(BIN)/jupyter lab --notebook-dir=chapters

bench: $(READY) ## measure what we are faster than
	$(BIN)/python -m benchmarks

experiments: $(READY) ## run the long trainings whose results are committed
	$(BIN)/python -m modelcollapse.experiments.transformer_regimes

format: $(READY) ## format code, strip notebooks
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	$(BIN)/nbstripout --keep-id chapters/*/*.ipynb

pins: $(READY) ## write requirements.txt from what is installed
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu//' > .venv/pins.txt
	(sed '/^[^#]/,$$d' requirements.txt; cat .venv/pins.txt) > .venv/requirements.txt && mv .venv/requirements.txt requirements.txt

picture: book ## photograph the book for the README
	$(BIN)/python -m tests.site.picture

clean: ## remove the built book, keep the environment
	rm -rf _build .pytest_cache .ruff_cache .hypothesis

# The stamp is written last: an interrupted set-up is simply run again.
$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	touch $(READY)
