# Two commands are enough: `make run` and `make test`. Both set up what they need first.

SETUP := sh countyline/running/start.sh
UV := uv
LOCK = $(UV) pip compile --quiet --no-config --no-emit-index-url --generate-hashes \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run test train publish answers pages figures bench bench-desk bench-texts bench-intake bench-ledger \
	bench-asked bench-preview bench-publishing bench-records bench-calls bench-understanding \
	screenshots widget clean lock

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: export COUNTYLINE_STARTED_BY = make
run: ## Set up, train and start everything; Ctrl-C stops it
	@$(SETUP) run

test: ## Set up and run every check and test
	@$(SETUP) test

train: ## Set up and train, if anything that matters changed
	@$(SETUP) train

publish: ## Set up and publish the status document once
	@$(SETUP) publish

answers: ## Set up, ask the running system, and write docs/answers.md
	@$(SETUP) train && .venv/bin/python -m docs.make_answers

pages: answers ## Set up, and make every page of answers, conversations and calls again
	@for page in make_spoken make_segments make_sms_conversation make_calls; do \
		.venv/bin/python -m docs.$$page || exit 1; done

figures: ## Make every figure, page and picture of the documents again, one after the other (hours)
figures: bench bench-desk bench-texts bench-intake bench-calls bench-ledger bench-asked \
	bench-preview bench-publishing bench-records bench-understanding pages screenshots

bench: ## Set up, measure a turn beside `rasa init`, and write docs/benchmarks.md (BENCH=--help)
	@$(SETUP) train && .venv/bin/python -m benchmarks.turn $(BENCH)

bench-desk: ## Set up, measure the desk, its streams and the widget, and write docs/benchmarks-desk.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.desk $(BENCH)

bench-texts: ## Set up, measure texts under load, and write docs/benchmarks-texts.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.texting $(BENCH)

bench-intake: ## Set up, take in 10,000 voicemails, and write docs/benchmarks-intake.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.intake $(BENCH)

bench-calls: ## Set up, hold 200 calls at once, play noisy ones, and write docs/benchmarks*-calls.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.calls $(BENCH)
	@.venv/bin/python -m benchmarks.calls.noisy

bench-ledger: ## Set up, say 10,000 answers of the ledger again, and write docs/benchmarks-ledger.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.ledger $(BENCH)

bench-asked: ## Set up, measure "What people ask", and write docs/benchmarks-asked.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.asked $(BENCH)

bench-publishing: ## Set up, time approvals on every channel, and write docs/benchmarks-publishing.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.publishing $(BENCH)

bench-records: ## Set up, measure the export of public records, and write docs/benchmarks-records.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.records $(BENCH)

screenshots: ## Set up, and take the pictures of the documents again (needs Chromium)
	@$(SETUP) train && .venv/bin/python -m docs.make_screenshots

widget: ## Build the chat widget anew (needs Node.js)
	@.venv/bin/python -m countyline.running.widget build

bench-preview: ## Measure the preview of a change to ten offices, and write docs/benchmarks-preview.md
	@.venv/bin/python -m benchmarks.preview

bench-understanding: ## Set up, measure understanding and its peers, and write docs/understanding-measured.md
	@$(SETUP) train && .venv/bin/python -m benchmarks.understanding $(BENCH)

clean: ## Remove environments, models and caches; what was written while running stays in var/
	rm -rf .brain .venv .rasa models *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: ## Renew the lock files in requirements/ (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	cd requirements && rm -f *.txt
	cd requirements && $(LOCK) brain.in -o brain.txt \
		--python-version 3.10 --python-platform x86_64-manylinux_2_28
	cd requirements && $(LOCK) brain.in -o brain-linux-aarch64.txt -c brain.txt \
		--python-version 3.10 --python-platform aarch64-manylinux_2_28
	cd requirements && $(LOCK) brain.in -o brain-darwin-arm64.txt -c brain.txt \
		--python-version 3.10 --python-platform aarch64-apple-darwin
	cd requirements && $(LOCK) build.in -o build.txt --python-version 3.10 --universal
	cd requirements && $(LOCK) brain-dev.in -o brain-dev.txt --python-version 3.10 --universal
	cd requirements && $(LOCK) app.in -o app.txt --python-version 3.11 --universal
	cd requirements && $(LOCK) dev.in -o dev.txt --python-version 3.11 --universal
