# One line a command; `make help` lists them. Everything runs in .venv, which the first command creates.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check
# PyTorch serves the chapters on neural networks alone. Its plain build for Linux brings CUDA, gigabytes; the CPU build is marked.
CPU := $(if $(filter Linux,$(shell uname)),+cpu)
TORCH := $(shell sed -n 's/^torch==\([0-9.]*\).*/\1/p' requirements.txt)$(CPU)
INDEX_OPTION := $(if $(INDEX),--extra-index-url $(INDEX))
TORCH_OFFERED = $(PIP) index versions torch $(INDEX_OPTION) 2>/dev/null | grep -qF '$(TORCH)'
PYTEST := $(BIN)/python -m pytest -n logical --dist loadscope --no-loadscope-reorder
export TQDM_DISABLE := 1
# Our arrays are small and our processes many: threads that wait for each other made tests twelve times slower.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help book page test quick serve lab bench mutants experiments format chapter labels torch pins resolve picture figures clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-11s %s\n", $$1, $$2 }'

book: $(READY) ## build the book and say where it is
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "The book: file://$(CURDIR)/_build/html/index.html"

page: $(READY) ## build one page, e.g. make page NAME=the_loop; the others may be older than the library
	MODELCOLLAPSE_PAGE="$(or $(NAME),$(error which page? e.g. make page NAME=the_loop))" $(BIN)/jupyter-book build . -n

test: book ## run everything: lint, library, claims, notebooks, the built site in a browser
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(PYTEST) --nbval-lax --nbval-current-env tests lib chapters

quick: $(READY) ## the inner loop: lint, unit tests, notebook hygiene
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(PYTEST) -m "not site and not slow" tests lib

serve: book ## build the book and serve it on http://localhost:8000
	$(BIN)/python -m http.server --bind localhost --directory _build/html 8000

lab: $(READY) ## open the book in JupyterLab, with live sliders
	TQDM_DISABLE= $(BIN)/python -m modelcollapse.book.lab

torch: $(READY) ## add PyTorch, for the chapters on neural networks, if the set-up left it out
	@$(TORCH_OFFERED) || { printf '%s\n' "pip finds no torch $(TORCH). Choose one of" \
		"  make torch INDEX=ADDRESS   the address that https://pytorch.org/get-started/locally/ shows for Pip and CPU: 190 MB" \
		"  make torch CPU=            the plain build, with CUDA: more than 1.4 GB"; exit 1; }
	$(PIP) install torch==$(TORCH) $(INDEX_OPTION)

bench: $(READY) ## measure what we are faster than
	$(BIN)/python -m benchmarks

mutants: $(READY) ## perturb each formula, and list what no claim and no library test notices
	$(BIN)/python -m tests.mutants $(PATTERN)

experiments: $(READY) ## run the long trainings whose committed results are missing or stale
	TQDM_DISABLE= $(BIN)/python -m modelcollapse.experiments

format: $(READY) ## format code, strip notebooks
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	$(BIN)/nbstripout --keep-id chapters/*/*.ipynb

chapter: $(READY) ## start a chapter: NAME=part/name TITLE="A question?"
	$(BIN)/python -m modelcollapse.authoring.chapter "$$NAME" "$$TITLE" "$$PART"

labels: $(READY) ## write the names of sources from references.bib
	$(BIN)/python -m modelcollapse.authoring.labels

pins: $(READY) ## write requirements.txt from what is installed
	$(BIN)/python -m pip freeze --exclude-editable | grep -v '^torch==' > .venv/pins.txt
	(sed '/^$$/q' requirements.txt; cat .venv/pins.txt) > .venv/requirements.txt && mv .venv/requirements.txt requirements.txt

resolve: $(READY) ## ask the package index whether the pins fit Python 3.11.0, 3.12.0 and 3.13.0 (minutes)
	@for version in 3.11.0 3.12.0 3.13.0; do \
		$(PIP) install --quiet --dry-run --ignore-installed --target .venv/unused --no-deps \
			--python-version $$version --requirement requirements.txt && echo "the pins fit Python $$version" || exit 1; \
	done

picture: book ## photograph the book for the README
	$(BIN)/python -m tests.site.picture

figures: book ## put all figures of the book on one sheet, to be compared by eye
	$(BIN)/python -m tests.site.figures

clean: ## remove the built book, keep the environment
	rm -rf _build .pytest_cache .ruff_cache .hypothesis

# The stamp is written last: an interrupted set-up is simply run again.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	@echo "Setting up .venv: 180 MB of packages to download, 1.4 GB on disk. This is done once, and takes some two minutes."
	$(PYTHON) -m venv .venv
	$(PIP) install --requirement requirements.txt
	$(PIP) install --quiet --no-deps --editable .
	@if $(TORCH_OFFERED); then echo "PyTorch without CUDA: 190 MB to download."; $(PIP) install torch==$(TORCH) $(INDEX_OPTION); \
	else echo "PyTorch is left out: pip finds no build without CUDA. The chapters on neural networks will say so; see: make torch"; fi
	touch $(READY)
