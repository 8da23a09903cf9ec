# Every command of the project. Each does all of its own set-up; a second run starts at once.
PYTHON ?= python3
BIN := .venv/bin
NICE_ENV := HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1
READY := .venv/.ready
CPU_INDEX := https://download.pytorch.org/whl/cpu
QM := resources/i18n/t2l_desktop_ja.qm

.PHONY: setup run test bench torture package package-test lint clean

setup: $(READY) $(QM)

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/python packaging/check_system.py window; fi
	@$(NICE_ENV) $(BIN)/t2l-desktop

# a process for each processor; torch's own threads would wait for each other
test: setup lint
	@$(BIN)/python packaging/check_system.py test
	OMP_NUM_THREADS=1 $(NICE_ENV) $(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile

# every figure beside its reference, in one run; takes some minutes and a machine with nothing else to do
bench: setup
	@$(BIN)/python packaging/check_system.py bench
	@$(NICE_ENV) $(BIN)/python -m tests.bench

# kill -9 at 200 random moments; takes some fifteen minutes
torture: setup
	$(NICE_ENV) $(BIN)/python -m tests.end2end.torture

# the installers for Linux, in dist/; the frozen app is tried once as a user would before it is wrapped
package: setup
	@$(BIN)/python packaging/check_system.py package
	$(BIN)/python packaging/build.py --target deb --target run --target tar

# the installers on a clean Debian without a network, as somebody else would meet them; as root, after make package
package-test:
	$(BIN)/python packaging/package_test.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(QM): resources/i18n/t2l_desktop_ja.ts resources/i18n/t2l_desktop_en.ts packaging/i18n.py $(READY)
	@$(BIN)/python packaging/i18n.py compile

clean:
	rm -rf .venv build dist resources/starter/embedder resources/i18n/*.qm
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# torch first: PyPI's for Linux brings CUDA, gigabytes large, so that it comes from where there is one for processors
# alone, unless pip has been told where to look. llama.cpp for this very processor would crash on one with AMX: GCC up to
# 12.3 sets up AMX's tiles with what happens to lie on the stack. Without it the wheel that pip keeps fits other processors
# as well.
$(READY): pyproject.toml packaging/constraints.txt packaging/embedder-requirements.txt
	@$(PYTHON) packaging/check_system.py setup
	$(PYTHON) -m venv .venv
	@echo "Installing; llama.cpp is compiled on the way, which takes some minutes the first time."
	@index=; $(BIN)/python -m pip config list | grep -qE "index|find-links" || index="--extra-index-url $(CPU_INDEX)"; \
	    $(BIN)/python -m pip install --quiet $$index torch==2.13.0
	CMAKE_ARGS="-DGGML_NATIVE=OFF $$CMAKE_ARGS" \
	    $(BIN)/python -m pip install --quiet -c packaging/constraints.txt -e ".[dev]"
	$(BIN)/python packaging/prepare_embedder.py
	@touch $@
