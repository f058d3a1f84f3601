# Two commands do everything on a fresh machine: `make demo` and `make test`. `make` alone lists the rest.
# Needs GNU make 3.81 or newer, a POSIX shell and Python 3.11 or newer; what else is missing is said, or installed where root.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV ?= .venv
# Processes that pytest spreads its tests over: twice as many as most machines for this have cores, since tests wait
# for disks, servers and other processes almost as long as they compute. Each keeps tests that share what they build.
JOBS ?= 4
# More words for pytest, as in `make test PYTEST="-k lock"`.
PYTEST ?=

BIN := $(abspath $(VENV))/bin
SITE := example_site

# Scripts of the example say `python`: it is the one of the virtual environment.
export PATH := $(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Byte code is kept, whatever the shell says: else each of thousands of processes compiles anew.
export PYTHONDONTWRITEBYTECODE :=
# Material's notice about its own future is no finding of ours.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/.installed ## Compute the example, say where each entry stands, build its site
	@.ci/demo "$(BIN)" "$(SITE)"

.PHONY: serve
serve: $(VENV)/.installed ## The example's site at http://127.0.0.1:8000/, rebuilt as you edit
	cd $(SITE) && "$(BIN)/mkdocs" serve

.PHONY: test
test: $(VENV)/.installed-test ## Check everything that takes seconds: lint, types, architecture, tests
	@# Types keep one core busy; beside them goes whatever needs no more than the other.
	@$(MAKE) --no-print-directory -j 2 types ready
	"$(BIN)/python" -m pytest -n $(JOBS) --dist worksteal -m "not long" $(PYTEST)

.PHONY: test-long
test-long: $(VENV)/.installed-test $(VENV)/.system-tools ## The tests that take minutes: kills, large projects
	"$(BIN)/python" -m pytest -n $(JOBS) --dist worksteal -m long $(PYTEST)

.PHONY: test-installed
test-installed: $(VENV)/.installed ## The wheel in fresh environments: newest and lowest dependencies, properdocs
	PYTHON="$(BIN)/python" .ci/installed

.PHONY: pictures
pictures: demo ## Take the pictures of the README anew, from the example's site; needs chromium
	@.ci/pictures "$(BIN)" "$(SITE)" docs/images

.PHONY: bench
bench: $(VENV)/.installed ## Time this software beside make, doit, Snakemake, DVC and pytask; takes hours
	"$(BIN)/python" -m benchmarks.noop
	"$(BIN)/python" -m benchmarks.steps
	"$(BIN)/python" -m benchmarks.observing
	"$(BIN)/python" -m benchmarks.digest
	"$(BIN)/python" -m benchmarks.transfers
	"$(BIN)/python" -m benchmarks.site

.PHONY: test-radosgw
test-radosgw: $(VENV)/.installed-test ## The cache on Ceph's S3 gateway, which Debian has (opt-in: 250 MB)
	tests/contracts/radosgw.sh "$(BIN)/python" -m pytest -m "not long" -k radosgw tests/contracts $(PYTEST)

.PHONY: test-slurm
test-slurm: $(VENV)/.installed-test ## The example on a real Slurm, which Debian has (opt-in: needs root)
	tests/slurm/slurm.sh "$(BIN)/python" -m pytest tests/slurm $(PYTEST)

.PHONY: ready
ready: style $(VENV)/.system-tools
	@# The tests start our commands thousands of times, and pip compiles nothing that is editable.
	"$(BIN)/python" -m compileall -q mkdocs_specthis
	@# Reading the tests compiles them, once for all processes that will run them; what is wrong with them is told there.
	@"$(BIN)/python" -m pytest --collect-only -q >/dev/null 2>&1 || true

.PHONY: lint
lint: style types ## Style, types and the direction of imports

.PHONY: style
style: $(VENV)/.installed-test
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/lint-imports"

.PHONY: types
types: $(VENV)/.installed-test
	"$(BIN)/mypy"

.PHONY: format
format: $(VENV)/.installed-test ## Write the style that `make lint` asks for
	"$(BIN)/ruff" check --fix .
	"$(BIN)/ruff" format .

.PHONY: docs
docs: $(VENV)/.installed ## Build our own documentation into docs/site
	"$(BIN)/mkdocs" build --strict --config-file docs/mkdocs.yml

.PHONY: setup
setup: $(VENV)/.installed-test ## Only make the virtual environment, for development

.PHONY: clean
clean: ## Remove what was made here, the example's artefacts included
	rm -rf "$(VENV)" docs/site build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf $(SITE)/site $(SITE)/results $(SITE)/.specthis
	rm -rf $(SITE)/reports/figures $(SITE)/reports/numbers $(SITE)/reports/tables

# Stamps: made again when the dependencies change.
$(VENV)/.installed: pyproject.toml .ci/make-venv
	@.ci/make-venv "$(VENV)" .
	@touch $@

$(VENV)/.installed-test: pyproject.toml .ci/make-venv
	@.ci/make-venv "$(VENV)" ".[test]"
	@touch $@ "$(VENV)/.installed"

$(VENV)/.system-tools: .ci/system-tools .ci/html-validate $(VENV)/.installed-test
	@.ci/system-tools
	@.ci/html-validate "$(VENV)"
	@touch $@
