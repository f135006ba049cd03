# `make run` is all it takes; it needs Python 3.11 or later. ARGS passes options on: make run ARGS="--port 8000"
PYTHON ?= python3
SETUP = @$(PYTHON) tools/setup.py
# The programs of this checkout come before those of the machine, above all its node.
HERE = export PATH="$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$$PATH" UV_SYSTEM_CERTS=1
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(ARGS)

.PHONY: help run test random suites suite-chromium suite-firefox browsers mutants check format dist versions lock clean

help:
	@echo "make run      serve the page on http://127.0.0.1:5000"
	@echo "make test     run all tests, in real browsers"
	@echo "make random   run all tests ten times, each time in another order"
	@echo "make suites   run the tests of the page in full Chromium and in Firefox"
	@echo "make browsers run the report in each browser here, compare the verdicts, and write docs/browsers.md"
	@echo "make mutants  break the program on purpose and see whether the tests notice (ARGS=jar: only some)"
	@echo "make check    run the linters and type checkers"
	@echo "make format   format the code"
	@echo "make dist     build the sdist and the wheel, and check them"
	@echo "make versions run the backend tests with the oldest and the newest packages that we allow"
	@echo "make lock     write the lock files again (ARGS=--upgrade for newer versions)"
	@echo "make clean    remove everything that these commands installed here"

run:
	$(SETUP) runtime
	@exec .venv/bin/roundtrip $(ARGS)

test:
	$(SETUP) runtime dev browsers
	@$(HERE); exec pytest -n auto --maxprocesses 8 $(ARGS)

# Ten orders, two tests at a time. A run that fails says its seed: make test ARGS="--randomly-seed=3".
random:
	$(SETUP) runtime dev browsers
	@$(HERE); failed=; for seed in 1 2 3 4 5 6 7 8 9 10; do \
		echo "seed $$seed"; pytest -n 2 -q --randomly-seed=$$seed $(ARGS) || failed="$$failed $$seed"; done; \
	[ -z "$$failed" ] || { echo "Failed with the seeds$$failed"; exit 1; }

suites: suite-chromium suite-firefox

suite-chromium: OPTIONS = --browser-channel chromium
suite-firefox: OPTIONS = --browser firefox
suite-chromium suite-firefox:
	$(SETUP) runtime dev browsers
	@$(HERE); python tools/browsers.py --all && exec pytest e2e -n auto --maxprocesses 8 $(OPTIONS) $(ARGS)

browsers:
	$(SETUP) runtime dev browsers
	@$(HERE); pytest -m browsers && exec python tools/browser_report.py $(ARGS)

mutants:
	$(SETUP) runtime dev browsers
	@$(HERE); exec python tools/mutants.py $(ARGS)

# Every checker runs, even if an earlier one has failed. Biome alone would write colours into a file.
check:
	$(SETUP) runtime dev node
	@$(HERE); [ -t 1 ] || colours=--colors=off; failed=; \
	for command in "ruff check --quiet" "ruff format --check --quiet" "mypy --no-error-summary" \
		"biome ci --error-on-warnings $$colours" "tsc --project ."; \
	do echo $$command; $$command || failed=yes; done; \
	[ -z "$$failed" ] || { echo "The checks failed, see above; 'make format' repairs what a program can."; exit 1; }

format:
	$(SETUP) runtime dev node
	@$(HERE); ruff check --fix; ruff format; biome check --write

dist:
	$(SETUP) runtime dev
	@$(HERE); exec python tools/distribution.py $(ARGS)

versions:
	$(SETUP) runtime dev browsers
	@$(HERE); python tools/dependencies.py lowest $(ARGS) && exec python tools/dependencies.py highest $(ARGS)

lock:
	$(SETUP) runtime dev node
	@$(HERE); $(COMPILE) --group build --output-file requirements.lock pyproject.toml
	@$(HERE); $(COMPILE) --group setup --output-file requirements-uv.lock
	@$(HERE); $(COMPILE) --group test --group check --group dist -c requirements.lock --output-file requirements-dev.lock
	@$(HERE); npm install --silent --package-lock-only --omit-lockfile-registry-resolved

clean:
	rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
