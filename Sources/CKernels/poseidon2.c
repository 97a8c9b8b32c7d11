#include "poseidon2.h"

#include "goldilocks.h"

// Between the first and the last step residues are any words: products and sums are reduced to 64 bits, not below p,
// which saves a comparison at each. Scalar on every instruction set: a permutation is a chain, and what is hashed here
// comes one message at a time.

typedef unsigned __int128 wide;

enum { WIDTH = 12, HALF_EXTERNAL_ROUNDS = 4, INTERNAL_ROUNDS = 22 };

/// Any word congruent to x.
static inline uint64_t reduced(wide x) {
    uint64_t high = (uint64_t)(x >> 64), low = (uint64_t)x;
    uint64_t top = high >> 32, middle = (high & GOLDILOCKS_EPSILON) * GOLDILOCKS_EPSILON;
    uint64_t folded = low - top - goldilocks_repair(low < top);
    uint64_t sum = folded + middle;
    return sum + goldilocks_repair(sum < middle);
}

/// The same where x is below 2^96.
static inline uint64_t reduced_small(wide x) {
    uint64_t middle = (uint64_t)(x >> 64) * GOLDILOCKS_EPSILON, sum = (uint64_t)x + middle;
    return sum + goldilocks_repair(sum < middle);
}

/// Any word plus a canonical constant; a wrap leaves room for its repair.
static inline uint64_t plus(uint64_t a, uint64_t constant) {
    uint64_t sum = a + constant;
    return sum + goldilocks_repair(sum < constant);
}

static inline uint64_t product(uint64_t a, uint64_t b) { return reduced((wide)a * b); }

/// x^7.
static inline uint64_t sbox(uint64_t x) {
    uint64_t square = product(x, x);
    return product(product(square, square), product(square, x));
}

/// circ(2 M, M, M) with M = (5 7 1 3; 4 6 1 1; 1 3 5 7; 1 1 4 6): sums of at most 64 words, reduced once.
static inline void multiply_external(uint64_t *state) {
    wide blocks[WIDTH], columns[4] = {0, 0, 0, 0};
    for (int base = 0; base < WIDTH; base += 4) {
        wide a = state[base], b = state[base + 1], c = state[base + 2], d = state[base + 3];
        // Appendix B of the paper.
        wide ab = a + b, cd = c + d, bbcd = b + b + cd, ddab = d + d + ab;
        wide fourth = 4 * cd + ddab, second = 4 * ab + bbcd;
        blocks[base] = ddab + second;
        blocks[base + 1] = second;
        blocks[base + 2] = bbcd + fourth;
        blocks[base + 3] = fourth;
        for (int i = 0; i < 4; i++) columns[i] += blocks[base + i];
    }
    for (int i = 0; i < WIDTH; i++) state[i] = reduced_small(blocks[i] + columns[i % 4]);
}

static inline void external_round(uint64_t *state, const uint64_t *constants) {
    for (int i = 0; i < WIDTH; i++) state[i] = sbox(plus(state[i], constants[i]));
    multiply_external(state);
}

void poseidon2_goldilocks_12(
    uint64_t *state, const uint64_t *external, const uint64_t *internal, const uint64_t *diagonal
) {
    uint64_t words[WIDTH];
    for (int i = 0; i < WIDTH; i++) words[i] = state[i];
    multiply_external(words);
    for (int round = 0; round < HALF_EXTERNAL_ROUNDS; round++) external_round(words, external + WIDTH * round);
    for (int round = 0; round < INTERNAL_ROUNDS; round++) {
        wide rest = 0;
        for (int i = 1; i < WIDTH; i++) rest += words[i];
        words[0] = sbox(plus(words[0], internal[round]));
        uint64_t sum = reduced_small(rest + words[0]);
        // (2^64 - 1)^2 + 2^64 - 1 is below 2^128.
        for (int i = 0; i < WIDTH; i++) words[i] = reduced((wide)words[i] * diagonal[i] + sum);
    }
    for (int round = HALF_EXTERNAL_ROUNDS; round < 2 * HALF_EXTERNAL_ROUNDS; round++) {
        external_round(words, external + WIDTH * round);
    }
    for (int i = 0; i < WIDTH; i++) state[i] = goldilocks_canonical(words[i]);
}
