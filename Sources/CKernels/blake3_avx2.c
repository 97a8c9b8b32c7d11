#include <string.h>

#include "blake3_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

// Eight messages a vector; one by itself stays scalar.

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define LANES 8

typedef uint32_t lanes __attribute__((vector_size(32)));

/// An 8 by 8 transpose: pairs of words, pairs of pairs, then the halves.
static inline __attribute__((always_inline)) void transpose(lanes out[8], const __m256i row[8]) {
    __m256i pair[8], quad[8];
    for (int i = 0; i < 8; i += 2) {
        pair[i] = _mm256_unpacklo_epi32(row[i], row[i + 1]);
        pair[i + 1] = _mm256_unpackhi_epi32(row[i], row[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        quad[i] = _mm256_unpacklo_epi64(pair[i], pair[i + 2]);
        quad[i + 1] = _mm256_unpackhi_epi64(pair[i], pair[i + 2]);
        quad[i + 2] = _mm256_unpacklo_epi64(pair[i + 1], pair[i + 3]);
        quad[i + 3] = _mm256_unpackhi_epi64(pair[i + 1], pair[i + 3]);
    }
    for (int w = 0; w < 4; w++) {
        out[w] = (lanes)_mm256_permute2x128_si256(quad[w], quad[4 + w], 0x20);
        out[4 + w] = (lanes)_mm256_permute2x128_si256(quad[w], quad[4 + w], 0x31);
    }
}

static inline __attribute__((always_inline)) void load_blocks(lanes m[16], const uint8_t *const in[LANES]) {
    __m256i row[8];
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < 8; i++) row[i] = _mm256_loadu_si256((const __m256i *)(in[i] + 32 * half));
        transpose(m + 8 * half, row);
    }
}

static inline __attribute__((always_inline)) void store_values(const lanes v[8], uint8_t *out, size_t stride) {
    lanes values[8];
    transpose(values, (const __m256i *)v);
    for (size_t i = 0; i < 8; i++) _mm256_storeu_si256((__m256i *)(out + i * stride), (__m256i)values[i]);
}

#include "blake3_lanes.h"

const struct blake3_kernels blake3_avx2 = {
    .compress = blake3_compress_portable,
    .compress_extended = blake3_compress_extended_portable,
    .hash_many = hash_many,
};

#pragma clang attribute pop
#endif
