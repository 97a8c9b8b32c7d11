# Two commands are all a newcomer needs: `make demo` and `make test`. Both install missing system
# packages first, share one release build and may be run again at any time.

SWIFT ?= swift
TEST_FLAGS = -c release --disable-testable-imports --disable-xctest

.PHONY: demo test check build bench setup clean

demo: setup
	$(SWIFT) build -c release --product sirocco
	.build/release/sirocco demo

# The command-line tests run the built binary, so it is built first.
test: setup
	$(SWIFT) build -c release --product sirocco
	$(SWIFT) test $(TEST_FLAGS)

# The fast tests in debug, where ranges inside kernels are asserted.
check: setup
	$(SWIFT) test --disable-xctest --filter 'KernelTests|AlgebraTests|TranscriptTests|CircuitTests|ClaimsTests'

build: setup
	$(SWIFT) build -c release

bench: build
	.build/release/sirocco bench kernels
	.build/release/sirocco bench engine
	.build/release/sirocco bench proof
	.build/release/sirocco bench dispute

setup:
	@command -v $(SWIFT) >/dev/null 2>&1 || { echo "error: no swift on PATH; Sirocco needs Swift 6.2 or later" >&2; exit 1; }
	@.ci/install-packages

clean:
	$(SWIFT) package clean
