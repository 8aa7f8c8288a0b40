# Trial Explorer on a fresh machine: every target does its own set-up (installer/set_up.sh).
.DEFAULT_GOAL := help
.PHONY: help run test bench demo-data lock clean bundle deb rpm per-user packages \
	check-packages windows check-windows mac

BIN := .venv/bin
WINDOWS_TOOLS := nsis wixl gcc-mingw-w64-x86-64 osslsigncode

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

check-packages: packages ## install, use, upgrade and remove them on a fresh Debian (as administrator)
	@installer/debian_packages.sh "The check of the packages" debootstrap xvfb xdotool imagemagick strace
	$(BIN)/python -m installer.check_linux

windows: ## build the Windows installers; RUNTIME=python-3.12.10-embed-amd64.zip says where that is
	@[ -n "$(RUNTIME)" ] || { echo "Say where CPython's embeddable package (python.org) is:" \
		"make windows RUNTIME=$$(sed -n 's/^file = "\(.*\)"/\1/p' installer/windows/runtime.toml)" >&2; exit 1; }
	@installer/set_up.sh build
	@command -v makensis >/dev/null || installer/debian_packages.sh "The Windows installers" $(WINDOWS_TOOLS)
	$(BIN)/python -m installer.build_windows --runtime "$(RUNTIME)"

check-windows: ## install, upgrade and remove the Windows packages under wine, with a stand-in runtime
	@installer/set_up.sh build
	@command -v wixl >/dev/null || installer/debian_packages.sh "The check of Windows" $(WINDOWS_TOOLS) wine wine64 openssl
	$(BIN)/python -m installer.check_windows

mac: ## build the macOS disk image (on a Mac)
	@installer/set_up.sh build
	$(BIN)/python -m installer.build_mac

lock: ## choose the newest fitting releases and pin them in installer/requirements*.txt
	@installer/lock.sh

clean: ## remove the virtual environment, build products and caches (never out/)
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find explorer ui resources tests -name __pycache__ -type d -prune -exec rm -rf {} +
