/* The verifier as a C library: bytes in, a verdict out.
 *
 * Every call is thread-safe, keeps no state between calls, hands out no memory of its own and takes none over. No
 * input makes it trap, hang or take unbounded memory: proofs are at most SIROCCO_MAXIMUM_PROOF_BYTES, and what a proof
 * within that may cost is bounded (Benchmarks/README.md has the worst cases). For public proofs: timing depends on them.
 */
#ifndef SIROCCO_VERIFIER_H
#define SIROCCO_VERIFIER_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#define SIROCCO_NULLABLE _Nullable
#else
#define SIROCCO_NULLABLE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The number of this interface. It changes when a struct or a meaning does. */
#define SIROCCO_VERIFIER_INTERFACE 1
#define SIROCCO_MAXIMUM_PROOF_BYTES ((size_t)1 << 23)

/* What sirocco_verify answers. */
#define SIROCCO_ACCEPTED 0  /* valid, and about everything that was expected */
#define SIROCCO_REFUSED 1   /* not a valid proof; believe nothing of it */
#define SIROCCO_DIFFERENT 2 /* valid, but about something else than expected */
#define SIROCCO_TOO_COSTLY 3 /* not looked at: it would cost more than the caller's limit */
#define SIROCCO_ARGUMENTS 4 /* the call itself is wrong: a null pointer with a length, an unknown flag */

/* Accepts profiles that serve tests and show nothing. */
#define SIROCCO_ALLOW_INSECURE 1u

/* What a caller expects the proof to be about; a null pointer expects nothing. A valid proof that nothing is
 * expected of shows only that somebody ran some model on some input. */
struct sirocco_expectations {
    const uint8_t *SIROCCO_NULLABLE model;   /* 32 bytes: the model's id, as it was registered */
    const uint8_t *SIROCCO_NULLABLE job;     /* 32 bytes */
    const uint8_t *SIROCCO_NULLABLE prover;  /* 32 bytes: the address that is paid */
    const uint64_t *SIROCCO_NULLABLE chain;
    /* 32 bytes each, one after another, in the circuit's order: what the claim commits to each tensor with. Of a public
     * tensor that is plain BLAKE3 of its canonical bytes. */
    const uint8_t *SIROCCO_NULLABLE inputs;
    size_t input_count;
    const uint8_t *SIROCCO_NULLABLE outputs;
    size_t output_count;
};
typedef struct sirocco_expectations sirocco_expectations;

/* What a valid proof is about. All zero when there is none. */
struct sirocco_statement {
    uint8_t claim[32];   /* the claim's id, which everything else here is bound to */
    uint8_t model[32];
    uint8_t circuit[32];
    uint8_t weights[32]; /* plain BLAKE3 of the registered weights */
    uint8_t job[32];
    uint8_t prover[32];
    uint64_t chain;
    uint64_t cost;       /* an upper bound of the work, the same on every machine; 0 where the header is refused */
    uint32_t security;   /* hundredths of bits of computed security, rounded down */
    uint32_t profile;
};
typedef struct sirocco_statement sirocco_statement;

/* Verifies a proof file.
 *
 * proof, proof_length: the file's bytes; null only with length 0.
 * expected:            null expects nothing.
 * cost_limit:          what the caller is ready to spend; UINT64_MAX for anything that is accepted at all.
 * flags:               0 or SIROCCO_ALLOW_INSECURE.
 * statement:           written when not null, zeros unless the answer is SIROCCO_ACCEPTED or SIROCCO_DIFFERENT; its
 *                      cost also with SIROCCO_TOO_COSTLY.
 * message, capacity:   when both are given, why, in words, cut to fit and ended by a zero byte; empty when accepted.
 */
int32_t sirocco_verify(
    const uint8_t *SIROCCO_NULLABLE proof, size_t proof_length, const sirocco_expectations *SIROCCO_NULLABLE expected,
    uint64_t cost_limit, uint32_t flags, sirocco_statement *SIROCCO_NULLABLE statement,
    char *SIROCCO_NULLABLE message, size_t capacity);

/* SIROCCO_VERIFIER_INTERFACE of the library, to compare with the header's. */
uint32_t sirocco_verifier_interface(void);

#ifdef __cplusplus
}
#endif

#endif
