# Lodestar: every command that the README names.
# PYTHON chooses the interpreter (3.11 to 3.13): make demo PYTHON=python3.12
# CONFORMANCE takes options: make conformance CONFORMANCE="--share 0.1 --years 2020 2024"
# The generator alone, every authority and year in half an hour of one core: python -m tests.conformance.generation

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
CONFORMANCE :=
ODBC_PACKAGES := unixodbc odbc-postgresql libsqliteodbc postgresql
AXE := 4.14.1
AXE_SHA256 := e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
COUNTRY :=
FORMATS :=

export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help install demo test odbc check axe format benchmark benchmark-country benchmark-formats benchmark-validation campaign-kill campaign-orders campaign-round-trips campaign-repairs campaign-stream campaign-faults conformance docs malformed lock clean

help: ## Show the commands.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

install: $(VENV)/installed ## Install from the lock file, hashes checked.

$(VENV)/installed: requirements/lock.txt requirements/bootstrap.txt pyproject.toml
	@echo "Installing into $(VENV) from requirements/lock.txt ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip sync --system-certs --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements/lock.txt
	@$(BIN)/uv pip install --system-certs --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@

demo: install ## Make a sample authority's extracts, run everything on them, and say where to look.
	@$(BIN)/lodestar demo $(DEMO)

test: install ## Check the code's style and structure and run the tests (under 10 minutes on 2 cores).
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -q -m "not campaign"

odbc: ## Install unixODBC, the drivers of PostgreSQL and SQLite, and a PostgreSQL server (Debian, Ubuntu; as root).
	@apt-get update -qq
	@DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(ODBC_PACKAGES)

check: test ## The same as test: what CI runs.

axe: install build/axe.min.js $(DEMO)/reports/index.html ## Check the pages, the demonstration's too, with axe-core (needs Chromium; npm the first time).
	@which chromium chromium-browser google-chrome | grep -q . || { echo "There is no Chromium on the path."; exit 1; }
	@$(BIN)/lodestar report --project $(DEMO) >/dev/null
	@LODESTAR_AXE=build/axe.min.js LODESTAR_PAGES=$(DEMO)/reports $(BIN)/python -m pytest -q -k axe tests/functional/test_pages.py

build/axe.min.js:
	@mkdir -p build
	@npm pack --silent --pack-destination build axe-core@$(AXE) >/dev/null
	@echo "$(AXE_SHA256)  build/axe-core-$(AXE).tgz" | sha256sum --check --quiet
	@tar --extract --file build/axe-core-$(AXE).tgz --strip-components 1 --directory build package/axe.min.js

$(DEMO)/reports/index.html: | install
	@$(BIN)/lodestar demo $(DEMO)

format: install ## Put the code into its standard form.
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

benchmark: install ## Census files of 1,000, 10,000 and 50,000 children from XML to figures; results in docs/benchmarks.md.
	@$(BIN)/python tests/benchmarks/bench_census.py

benchmark-country: install ## 1, 10 and 152 authorities in one warehouse; COUNTRY="1x10 10x10"; results in docs/country.md.
	@$(BIN)/python -m tests.benchmarks.bench_country $(COUNTRY)

benchmark-formats: install ## Reading each format beside its floor; FORMATS="1 10 100"; results in docs/formats-benchmark.md.
	@$(BIN)/python -m tests.benchmarks.bench_formats $(FORMATS)

benchmark-validation: install ## Great Expectations beside bare pandas; results in docs/validation-benchmark.md.
	@$(BIN)/python -m tests.benchmarks.bench_validation

campaign-kill: install ## Kill the run at 50 random points and compare warehouses; results in docs/kill-campaign.md.
	@$(BIN)/python -m pytest -q -m campaign tests/functional/test_kill.py -s

campaign-round-trips: install ## Write and read back every format, at least 1,000 cases each; results in docs/round-trips.md.
	@$(BIN)/python -m pytest --numprocesses 2 -q -m campaign --timeout 3600 tests/property/test_*_round_trip.py

campaign-orders: install ## 10,000 random orders of overlapping extracts of every format; results in docs/arrival-orders.md.
	@$(BIN)/python -m tests.campaigns.arrival_orders
	@$(BIN)/python -m pytest -q -m campaign --timeout 3600 tests/property/test_crosswalk.py

campaign-repairs: install ## Repair 1,000 untidy sets of episodes of care, and 1,000 histories told too late.
	@$(BIN)/python -m pytest -q -m campaign --timeout 3600 tests/property/test_episodes_of_care.py

campaign-stream: install ## Ten invented years: false alarms, and how soon a shift is noticed; results in docs/stream-alarms.md.
	@$(BIN)/python -m tests.campaigns.stream_alarms

campaign-faults: install ## 50 clean and 50 untidy samples: all planted faults found, none invented; results in docs/planted-faults.md.
	@$(BIN)/python -m tests.campaigns.planted_faults

conformance: install ## Every authority, every year: published counts to extracts to figures; results in docs/conformance.md.
	@$(BIN)/python -m tests.conformance.spellings
	@$(BIN)/python -m tests.conformance.campaign $(CONFORMANCE)

docs: install ## Write the generated reference pages again.
	@$(BIN)/python -m expectations.dictionary docs/reference
	@$(BIN)/python -m warehouse.metrics.pages docs/reference/metrics
	@$(BIN)/python -m expectations.published.page docs/reference
	@$(BIN)/python -m tests.spec.parsing_page docs/reference
	@$(BIN)/python -m tests.spec.census_rules_page docs/reference
	@$(BIN)/python -m tests.spec.looked_after_rules_page docs/reference

malformed: install ## Run on malformed inputs and write docs/reference/malformed-input.md: what each gets.
	@$(BIN)/python -m tests.malformed.page

lock: install ## Resolve the dependencies again and write the lock file with hashes.
	@$(BIN)/python requirements/lock.py

clean: ## Remove the virtual environment and the demonstration.
	@rm -rf $(VENV) $(DEMO)
