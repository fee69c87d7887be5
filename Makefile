# Everything below sets itself up on a fresh clone; the virtual environment is made once and again when its inputs change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH := 2.13.0

.PHONY: briefs test lint unit bench wheel audit clean

briefs: $(VENV)/.ready          ## Translate seeds/ into out/
	$(BIN)/translate-all seeds --out out

test: lint unit                 ## What CI runs: lint, types, tests

lint: $(VENV)/.ready-dev        ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/.ready-dev        ## Tests, the browser's included
	bash tests/browser/setup.sh
	$(BIN)/pytest -n 2 --dist loadscope -q

bench: $(VENV)/.ready-dev       ## Speed on this machine, as JSON and a table
	$(BIN)/pip install -q --disable-pip-version-check sumy==0.13.0
	$(BIN)/python -m benchmarks.speed

wheel: $(VENV)/.ready-dev       ## Build the wheel and the sdist into dist/
	$(BIN)/python -m build --no-isolation

# torch comes by version, not by hash: which build is right (CPU or CUDA) depends on the machine.
$(VENV)/.ready: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps torch==$(TORCH)
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

audit: $(VENV)/.ready-dev       ## Known faults of the pinned packages; needs a network
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock
