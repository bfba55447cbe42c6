# Needs python3, make and git. What else is missing is installed (as root or with sudo), or named.
PYTHON := .venv/bin/python
export PYTHONUNBUFFERED := 1

.PHONY: help run test check bench format messages pins clean

help:
	@echo "make run     start the portal on http://localhost:8000 (PORT=... for another port)"
	@echo "make test    the whole suite, on SQLite and on PostgreSQL with Redis"
	@echo "make check   lint, format, import order, migrations, translations, rules without a test"
	@echo "make bench   measure; prints JSON"
	@echo "make format  put Python files into the house's format"

run:
	@python3 scripts/prepare.py run
	@exec $(PYTHON) -m portal.supervisor

test:
	@python3 scripts/prepare.py test
	@exec $(PYTHON) scripts/run_tests.py

check:
	@python3 scripts/prepare.py test
	@exec $(PYTHON) scripts/run_checks.py

bench:
	@python3 scripts/prepare.py test >&2
	@exec $(PYTHON) -m bench

format:
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format .

messages:
	@$(PYTHON) scripts/messages.py update

pins:
	@$(PYTHON) scripts/pin.py

clean:
	@rm -rf .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
