# Trial Explorer on a fresh machine: every target does its own set-up (installer/set_up.sh).
.DEFAULT_GOAL := help
.PHONY: help run test bench demo-data lock clean bundle deb rpm per-user packages

BIN := .venv/bin

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: ## open the demonstration cohort (without a display: write its figures and tables into out/)
	@installer/set_up.sh
	@installer/run.sh

test: ## check style, types, imports and everything that the program does
	@installer/set_up.sh test
	$(BIN)/ruff check --quiet --output-format concise .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest --quiet --numprocesses auto

bench: ## measure against R and say the ratios
	@installer/set_up.sh test
	$(BIN)/python -m tests.bench

demo-data: ## build the synthetic demonstration cohort again
	@installer/set_up.sh
	$(BIN)/python resources/demo/build_demo.py

bundle: ## build the program with all that it runs on in one folder, dist/trial-explorer
	@installer/set_up.sh build
	$(BIN)/python -m installer.build_bundle

deb: bundle ## build the Debian package
	$(BIN)/python -m installer.build_deb

rpm: bundle ## build the RPM package
	@command -v rpmbuild >/dev/null || installer/debian_packages.sh "The RPM package" rpm
	$(BIN)/python -m installer.build_rpm

per-user: bundle ## build the Linux installer that needs no administrator
	$(BIN)/python -m installer.build_run

packages: deb rpm per-user ## build all Linux packages, with their checksums in dist/SHA256SUMS
	cd dist && sha256sum *.deb *.rpm *.run >SHA256SUMS

lock: ## choose the newest fitting releases and pin them in installer/requirements*.txt
	@installer/lock.sh

clean: ## remove the virtual environment, build products and caches (never out/)
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find explorer ui resources tests -name __pycache__ -type d -prune -exec rm -rf {} +
