#ifndef SIROCCO_POSEIDON2_H
#define SIROCCO_POSEIDON2_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The Poseidon2 permutation over Goldilocks at width 12 (eprint 2023/323). The constants are the caller's.
//
// The sequence of instructions and addresses never depends on the values.

/// Permutes `state`, 12 canonical residues, in place; canonical on return as well.
/// `external`: 8 rounds of 12 constants; `internal`: 22; `diagonal`: 12; all canonical.
void poseidon2_goldilocks_12(
    uint64_t *state, const uint64_t *external, const uint64_t *internal, const uint64_t *diagonal
);

#ifdef __cplusplus
}
#endif

#endif
