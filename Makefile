# Every command of this project; `make` lists them. The first run of any of them makes
# the environment. More for the command itself goes into ARGS, another Python into
# PYTHON:  make test ARGS="-k store"   make serve PYTHON=/path/to/python3.12
# What takes too long for every day (all pages, larger experiments): make test FULL=1

.DEFAULT_GOAL := help
.PHONY: help serve test build offline bench lint lock clean environment data hosting backends

python := .venv/bin/python

# Without byte code every process compiles Keras anew, for 14 s.
unexport PYTHONDONTWRITEBYTECODE

# The theme's notice of its end is known here: Zensical renders the lessons in the tests.
export NO_MKDOCS_2_WARNING := 1

ifneq ($(FULL),)
export LESSON_FULL := 1
endif

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

serve: environment data  ## the site on 127.0.0.1:8000, reloading as you edit
	@$(python) -m mkdocs serve $(ARGS)

test: environment data hosting  ## the whole test suite, with a real browser
	@$(python) tools/data.py foolbox || :
	@browser="$$(sh tools/browser.sh)" && \
	LESSONKIT_CHROMIUM="$$browser" $(python) -m pytest -n 3 $(ARGS)

build: environment data hosting  ## the finished site in site/; any warning fails
	@$(python) -m mkdocs build --strict $(ARGS)

offline: environment data hosting  ## the site as one zip that opens without a server
	@$(python) -m lessonkit.site.publish.offline $(ARGS)

bench: environment data  ## how fast it is, as ratios
	@$(python) -m bench $(ARGS)

backends: environment data hosting  ## networks and claims on TensorFlow, JAX and PyTorch
	@$(python) snippets/pytorch/backends.py
	@$(python) -m snippets.pytorch.trials $(ARGS)

lint: environment  ## style and types: ruff, mypy
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@$(python) -m mypy

lock:  ## pin again after a change of requirements.txt (ARGS=--upgrade: newest)
	@sh tools/lock.sh $(ARGS)

clean:  ## forget every output and the built site
	rm -rf .lessonkit site docs/notebooks docs/assets/outputs

environment:  ## only make .venv
	@sh tools/environment.sh

data: environment  ## the data and weights that lessons read (87 MB, into .data)
	@$(python) tools/data.py || :

hosting: environment  ## what some lessons need beyond that: PyTorch, JAX, Gradio, Git LFS
	@sh tools/hosting.sh
