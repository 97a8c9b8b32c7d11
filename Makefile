# Two commands are all a newcomer needs: `make demo` and `make test`. Both install missing system
# packages first, share one release build and may be run again at any time.

SWIFT ?= swift
TEST_FLAGS = -c release --disable-testable-imports --disable-xctest

.PHONY: demo test check fuzz build bench setup clean verifier-library trap-list

demo: setup
	$(SWIFT) build -c release --product sirocco
	.build/release/sirocco demo

# The tests run the built binary and the C library as processes, so both are built first.
test: setup
	$(SWIFT) build -c release --product sirocco
	.ci/verifier-library
	$(SWIFT) test $(TEST_FLAGS)

# The fast tests in debug, where ranges inside kernels are asserted.
check: setup
	$(SWIFT) test --disable-xctest --filter 'KernelTests|AlgebraTests|TranscriptTests|CircuitTests|ClaimsTests'

# Every byte of whole proofs, 10^5 mutants (FUZZ_START=n resumes at seed n), hostile circuits, random ledgers; then
# libFuzzer on the verifier. Its corpus grows in .build-fuzz/corpus; what breaks it is left in .build-fuzz.
FUZZ_ROUNDS ?= 100
FUZZ_SECONDS ?= 60
FUZZ_START ?= 0
fuzz: setup
	$(SWIFT) build -c release --product sirocco
	SIROCCO_FUZZ_ROUNDS=$(FUZZ_ROUNDS) SIROCCO_FUZZ_START=$(FUZZ_START) \
		$(SWIFT) test $(TEST_FLAGS) --filter 'ByteAttack|Mutant|Fuzz|RandomWorld'
	SIROCCO_FUZZER=1 $(SWIFT) build -c release --sanitize fuzzer --scratch-path .build-fuzz --product ProofFuzzer
	mkdir -p .build-fuzz/corpus
	SIROCCO_FUZZ_PROOF=Tests/Fuzzing/Corpus/whole .build-fuzz/release/ProofFuzzer .build-fuzz/corpus \
		Tests/Fuzzing/Corpus -artifact_prefix=.build-fuzz/ -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=10

build: setup
	$(SWIFT) build -c release

# libsirocco_verifier, static and shared, with its header, in .build/verifier-library.
verifier-library: setup
	.ci/verifier-library

# After reading why a count changed.
trap-list: setup
	$(SWIFT) build -c release --product sirocco_verifier
	python3 Tests/Scripts/trap_list.py .build/release --write

bench: build
	.build/release/sirocco bench kernels
	.build/release/sirocco bench engine
	.build/release/sirocco bench proof
	.build/release/sirocco bench worst
	.build/release/sirocco bench dispute
	.build/release/sirocco bench ledger

setup:
	@command -v $(SWIFT) >/dev/null 2>&1 || { echo "error: no swift on PATH; Sirocco needs Swift 6.2 or later" >&2; exit 1; }
	@.ci/install-packages

clean:
	$(SWIFT) package clean
