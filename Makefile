# `make run` is all it takes; it needs Python 3.11 or later. ARGS passes options on: make run ARGS="--port 8000"
PYTHON ?= python3

.PHONY: help run test browsers mutants check format lock clean

help:
	@echo "make run      serve the page on http://127.0.0.1:5000"
	@echo "make test     run all tests, in real browsers"
	@echo "make browsers compare what each browser here does with docs/browsers.md"
	@echo "make mutants  break the program on purpose and see whether the tests notice (ARGS=jar: only some)"
	@echo "make check    run the linters and type checkers"
	@echo "make format   lay out the code"
	@echo "make lock     write the lock files again (ARGS=--upgrade for newer versions)"
	@echo "make clean    remove everything that these installed here"

run test browsers mutants check format lock:
	@$(PYTHON) tools/setup.py $@ $(ARGS)

clean:
	rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
