# Needs make (GNU, 3.81 or later) and Python 3.11 or later; everything else goes into .venv.

# Which Python makes .venv. Left empty, the first one that will do, in the order below.
PYTHON ?=
# More arguments for the command behind run, test and lock.
ARGS ?=
# Debian's packages that tests start, beside what they depend on.
SERVERS ?= nginx-light caddy haproxy prometheus systemd chromium fonts-noto-core fonts-dejavu-core
# Processes the tests are spread over.
WORKERS ?= 2
# Languages that `make rhvoice` brings: english, russian, ukrainian.
RHVOICE ?= english

PYTHONS = $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11)
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
WHICH_PYTHON = import sys; print(sys.version, sys.base_prefix)
PIP = -m pip --quiet --quiet --disable-pip-version-check --no-input
UV_COMPILE = .venv/locker/bin/uv --no-config pip compile --quiet --universal \
	--python .venv/bin/python --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--custom-compile-command 'make lock' $(ARGS)

# How to reach packages is the machine's business. What else pip reads from the environment (a user
# install, a target folder, no binaries) would change what is installed, or where.
PIP_NETWORK = PIP_CACHE_DIR PIP_CERT PIP_CLIENT_CERT PIP_CONFIG_FILE PIP_DEFAULT_TIMEOUT \
	PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_INDEX_URL PIP_KEYRING_PROVIDER PIP_NO_CACHE_DIR \
	PIP_NO_INDEX PIP_PROXY PIP_RETRIES PIP_TIMEOUT PIP_TRUSTED_HOST
unexport $(filter-out $(PIP_NETWORK),$(filter PIP_%,$(.VARIABLES)))
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help libraries install setup run test mutants rhvoice servers lint format reference pictures schema lock bench-audio clean

help: ## Show this list
	@echo 'make <target>, where <target> is one of'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1: \2/p' $(firstword $(MAKEFILE_LIST)) \
		| awk -F': ' '{ printf "%-11s %s\n", $$1, substr($$0, length($$1) + 3) }'

# A virtual environment holds the path it was made at, so a moved checkout gets a new one. So does a
# changed lock: what the new one no longer names must be gone. $(1) is the lock, $(2) those that hold
# all of it, and $(3) those that it only adds to. Python compiles what it imports, which is a small
# part of what is installed; $(4) compiles the rest, so that no test meets another's warnings.
define PUT
	@made() { echo "$$(cksum < requirements/$$1.txt) $$(pwd -P)"; }; \
	is_there() { for each; do [ "$$(made $$each)" = "$$(cat .venv/.libraries 2>/dev/null)" ] \
		&& return 0; done; return 1; }; \
	python=; bare=; \
	if .venv/bin/python -c '$(NEW_ENOUGH)' 2>/dev/null \
		&& { [ -z "$(PYTHON)" ] || [ "$$("$(PYTHON)" -c '$(WHICH_PYTHON)' 2>/dev/null)" \
			= "$$(.venv/bin/python -c '$(WHICH_PYTHON)')" ]; }; \
	then \
		if is_there $(1) $(2); then exit 0; fi; \
		if is_there $(3); then python=.venv/bin/python; fi; \
	fi; \
	if [ -z "$$python" ]; then \
		for each in $(PYTHONS); do \
			"$$each" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 || continue; \
			if "$$each" -c 'import ensurepip, venv' 2>/dev/null; then python=$$each; break; fi; \
			bare=$${bare:-$$each}; \
		done; \
	fi; \
	if [ -z "$$python" ] && [ -n "$$bare" ]; then \
		echo "setup: $$bare cannot make a virtual environment (it has no ensurepip): install its" \
			"venv package (Debian, Ubuntu: python3-venv), or choose another with PYTHON=..." >&2; \
		exit 1; \
	fi; \
	if [ -z "$$python" ]; then \
		echo "setup: no Python 3.11 or later among:" $(PYTHONS)"; install one," \
			"or say where it is: make setup PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	echo "== $$(grep -c '==' requirements/$(1).txt) libraries into .venv, with $$("$$python" --version)"; \
	{ [ "$$python" = .venv/bin/python ] || "$$python" -m venv --clear .venv; } \
		&& .venv/bin/python $(PIP) install --no-compile --require-hashes -r requirements/$(1).txt \
		&& $(4) made $(1) > .venv/.libraries
	@made="$$(cksum < pyproject.toml)"; \
	if [ "$$made" = "$$(cat .venv/.project 2>/dev/null)" ] && [ -x .venv/bin/ivr ]; then exit 0; fi; \
	echo '== the ivr command into .venv'; \
	.venv/bin/python $(PIP) install --no-deps --no-build-isolation --no-index --editable . \
		&& echo "$$made" > .venv/.project
endef

libraries: ## Put what a running hotline needs into .venv (PYTHON=... picks the interpreter)
	$(call PUT,run,dev,,)

install: ## Put in what is needed to change and test it as well
	$(call PUT,dev,,run,{ .venv/bin/python -m compileall -qq -j 0 .venv/lib || true; } &&)

setup: libraries ## Make everything ready: its libraries, then the clips that are missing
	@.venv/bin/ivr audio build

# What is set in the environment or on the command line wins over .env.
run: setup ## Answer calls, with the settings in .env (PORT=... sets the port)
	@given=$$(export -p); \
	if [ -f .env ]; then set -a; . ./.env; set +a; eval "$$given"; fi; \
	exec .venv/bin/ivr run $(ARGS)

test: install lint ## Every check and every test (ARGS=... goes to pytest)
	@$(MAKE) --silent rhvoice || echo '== without RHVoice: its tests are skipped'
	@$(MAKE) --silent servers || echo '== without nginx, Caddy, HAProxy and promtool: their tests are skipped'
	@echo '== pytest'
	@.venv/bin/pytest -n $(WORKERS) --dist worksteal $(ARGS)

mutants: install ## Plant every known fault in a copy, and see that it is found (ARGS=words of names)
	@.venv/bin/python -m tests.mutations $(ARGS)

# A shell's $$from into $$file, if it is what $$sum says.
FETCH = curl --fail --silent --show-error --location --connect-timeout 10 --max-time 300 \
	--output "$$file" "$$from" && echo "$$sum  $$file" | sha256sum --check --quiet -

# Debian's own packages, unpacked beside the libraries: no root is needed, and nothing is installed.
rhvoice: install ## RHVoice into .venv, for Linux on x86-64 (RHVOICE="english russian ukrainian")
	@set -e; [ "$$(uname -sm)" = 'Linux x86_64' ] || { echo 'rhvoice: for Linux on x86-64 only' >&2; exit 1; }; \
	mkdir -p .venv/rhvoice; \
	grep -v '^#' requirements/rhvoice.lock | while read -r sum what from; do \
		case " library $(RHVOICE) " in *" $$what "*) ;; *) continue ;; esac; \
		file=.venv/rhvoice/$${from##*/}; \
		[ -e "$$file.unpacked" ] && continue; \
		echo "== $${from##*/} into .venv/rhvoice"; \
		$(FETCH); \
		dpkg-deb --extract "$$file" .venv/rhvoice; \
		rm "$$file"; touch "$$file.unpacked"; \
	done

# What apt says there is today, of the machine's own sources; nothing of the machine is changed.
APT = apt-get -qq -o Dir::State::lists="$(CURDIR)/.venv/apt/lists" -o Dir::Cache="$(CURDIR)/.venv/apt" \
	-o Debug::NoLocking=1 -o APT::Sandbox::User=""

servers: install ## nginx, Caddy, HAProxy, promtool, systemd's checker and Chromium into .venv, for Debian and Ubuntu
	@set -e; [ ! -e .venv/debian/.unpacked ] || exit 0; \
	command -v apt-get >/dev/null || { echo 'servers: for Debian and Ubuntu only' >&2; exit 1; }; \
	echo '== $(SERVERS) into .venv/debian'; \
	rm -rf .venv/apt .venv/debian; mkdir -p .venv/apt/lists/partial .venv/apt/archives/partial .venv/debian; \
	$(APT) update; \
	$(APT) --yes --no-install-recommends --download-only --reinstall install $(SERVERS) >/dev/null; \
	for file in .venv/apt/archives/*.deb; do dpkg-deb --extract "$$file" .venv/debian; done; \
	rm -rf .venv/apt; touch .venv/debian/.unpacked

lint: install ## Style, types and who may import whom
	@echo '== ruff check'
	@.venv/bin/ruff check .
	@echo '== ruff format --check'
	@.venv/bin/ruff format --check .
	@echo '== mypy'
	@.venv/bin/mypy
	@echo '== lint-imports'
	@.venv/bin/lint-imports --no-logo

format: install ## Rewrite the source in the house style
	@.venv/bin/ruff check --fix-only .
	@.venv/bin/ruff format .

reference: install ## Write docs/commands.md, problems.md and the tables of voices.md anew from the program itself
	@.venv/bin/python -m ivr.cli.reference > docs/commands.md
	@.venv/bin/python -m ivr.cli.reference problems > docs/problems.md
	@.venv/bin/python -m ivr.cli.reference voices docs/voices.md

pictures: install servers ## Take docs/pictures anew, of the studio in Chromium (ARGS=names takes some)
	@.venv/bin/python -m tests.support.pictures $(ARGS)

schema: install ## Write config/schema/ anew from the documents the loader reads with
	@.venv/bin/ivr schema

lock: install ## Write requirements/ anew from pyproject.toml (ARGS=--upgrade takes newer versions)
	@echo '== uv into .venv/locker'
	@.venv/bin/python -m venv --clear .venv/locker
	@.venv/locker/bin/python $(PIP) install --require-hashes -r requirements/lock.txt
	@echo '== requirements/serving.txt'
	@$(UV_COMPILE) pyproject.toml --output-file requirements/serving.txt
	@echo '== requirements/run.txt'
	@$(UV_COMPILE) pyproject.toml --extra audio --extra natural --extra phone --extra postgres --extra studio --extra texts --group run \
		--constraint requirements/serving.txt --no-annotate --output-file requirements/run.txt
	@echo '== requirements/production.txt'
	@$(UV_COMPILE) pyproject.toml --extra phone --extra postgres \
		--constraint requirements/run.txt --no-annotate --output-file requirements/production.txt
	@echo '== requirements/dev.txt'
	@$(UV_COMPILE) pyproject.toml --extra all --extra piper --group dev --constraint requirements/run.txt \
		--no-annotate --output-file requirements/dev.txt
	@echo '== requirements/lock.txt'
	@$(UV_COMPILE) --group lock --output-file requirements/lock.txt

bench-audio: install ## How fast clips are built (wants espeak-ng and sox to compare with)
	@.venv/bin/python -m benchmarks.audio $(ARGS)

clean: ## Remove .venv, the built clips and every cache
	@rm -rf .venv audio/built build dist .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	@find ivr tests -type d -name __pycache__ -prune -exec rm -rf {} +
