#include <string.h>

#include "blake3_kernels.h"

// Reads as the specification does; every other form is tested against this one.

static inline uint32_t load32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline void store32(uint8_t *bytes, uint32_t word) {
    bytes[0] = (uint8_t)word;
    bytes[1] = (uint8_t)(word >> 8);
    bytes[2] = (uint8_t)(word >> 16);
    bytes[3] = (uint8_t)(word >> 24);
}

static inline uint32_t rotate_right(uint32_t word, int bits) {
    return word >> bits | word << (32 - bits);
}

#define MIX(a, b, c, d, x, y)              \
    v[a] += v[b] + m[x];                   \
    v[d] = rotate_right(v[d] ^ v[a], 16);  \
    v[c] += v[d];                          \
    v[b] = rotate_right(v[b] ^ v[c], 12);  \
    v[a] += v[b] + m[y];                   \
    v[d] = rotate_right(v[d] ^ v[a], 8);   \
    v[c] += v[d];                          \
    v[b] = rotate_right(v[b] ^ v[c], 7);

// Columns, then diagonals.
#define ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15) \
    MIX(0, 4, 8, 12, s0, s1)                                                        \
    MIX(1, 5, 9, 13, s2, s3)                                                        \
    MIX(2, 6, 10, 14, s4, s5)                                                       \
    MIX(3, 7, 11, 15, s6, s7)                                                       \
    MIX(0, 5, 10, 15, s8, s9)                                                       \
    MIX(1, 6, 11, 12, s10, s11)                                                     \
    MIX(2, 7, 8, 13, s12, s13)                                                      \
    MIX(3, 4, 9, 14, s14, s15)

static inline __attribute__((always_inline)) void permute_state(
    uint32_t v[16], const uint32_t value[8], const uint8_t block[64], uint32_t block_length, uint64_t counter,
    uint32_t flags) {
    uint32_t m[16];
    for (int i = 0; i < 16; i++) m[i] = load32(block + 4 * i);
    for (int i = 0; i < 8; i++) v[i] = value[i];
    v[8] = BLAKE3_IV0;
    v[9] = BLAKE3_IV1;
    v[10] = BLAKE3_IV2;
    v[11] = BLAKE3_IV3;
    v[12] = (uint32_t)counter;
    v[13] = (uint32_t)(counter >> 32);
    v[14] = block_length;
    v[15] = flags;
    BLAKE3_ROUNDS(ROUND)
}

void blake3_compress_portable(
    uint32_t value[8], const uint8_t block[64], uint32_t block_length, uint64_t counter, uint32_t flags) {
    uint32_t v[16];
    permute_state(v, value, block, block_length, counter, flags);
    for (int i = 0; i < 8; i++) value[i] = v[i] ^ v[i + 8];
}

void blake3_compress_extended_portable(
    const uint32_t value[8], const uint8_t block[64], uint32_t block_length, uint64_t counter, uint32_t flags,
    uint8_t out[64]) {
    uint32_t v[16];
    permute_state(v, value, block, block_length, counter, flags);
    for (int i = 0; i < 8; i++) {
        store32(out + 4 * i, v[i] ^ v[i + 8]);
        store32(out + 32 + 4 * i, v[i + 8] ^ value[i]);
    }
}

void blake3_many_portable(const struct blake3_many *many) {
    for (size_t i = 0; i < many->count; i++) {
        const uint8_t *input = many->inputs + i * many->stride;
        uint64_t counter = many->counter + i * many->counter_step;
        uint32_t value[8];
        memcpy(value, many->key, sizeof value);
        uint32_t flags = many->flags | many->first_flags;
        size_t left = many->length;
        for (; left > 64; left -= 64, input += 64) {
            blake3_compress_portable(value, input, 64, counter, flags);
            flags = many->flags;
        }
        uint8_t last[64] = {0};
        if (left > 0) memcpy(last, input, left);
        blake3_compress_portable(value, last, (uint32_t)left, counter, flags | many->last_flags);
        uint8_t *out = many->values + i * many->value_stride;
        for (int word = 0; word < 8; word++) store32(out + 4 * word, value[word]);
    }
}

const struct blake3_kernels blake3_portable = {
    .compress = blake3_compress_portable,
    .compress_extended = blake3_compress_extended_portable,
    .hash_many = blake3_many_portable,
};
