#include <string.h>

#include "blake3_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

// Sixteen messages a vector. One by itself stays scalar: with its state in four rows of four words it
// took 88 ns a block on Zen 5, where a vector add waits two cycles for the one before; scalar took 55.

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq"))), apply_to = function)

#define LANES 16

typedef uint32_t lanes __attribute__((vector_size(64)));

/// A 16 by 16 transpose: pairs of words, pairs of pairs, then the 128-bit quarters twice.
static inline __attribute__((always_inline)) void load_blocks(lanes m[16], const uint8_t *const in[LANES]) {
    __m512i row[16], pair[16], quad[16];
    for (int i = 0; i < 16; i++) row[i] = _mm512_loadu_si512(in[i]);
    for (int i = 0; i < 16; i += 2) {
        pair[i] = _mm512_unpacklo_epi32(row[i], row[i + 1]);
        pair[i + 1] = _mm512_unpackhi_epi32(row[i], row[i + 1]);
    }
    // quad[4g + w]: word w of each quarter, of messages 4g ... 4g + 3.
    for (int i = 0; i < 16; i += 4) {
        quad[i] = _mm512_unpacklo_epi64(pair[i], pair[i + 2]);
        quad[i + 1] = _mm512_unpackhi_epi64(pair[i], pair[i + 2]);
        quad[i + 2] = _mm512_unpacklo_epi64(pair[i + 1], pair[i + 3]);
        quad[i + 3] = _mm512_unpackhi_epi64(pair[i + 1], pair[i + 3]);
    }
    for (int w = 0; w < 4; w++) {
        // Quarters 0 and 2, then 1 and 3, of messages 0 ... 7 and 8 ... 15.
        __m512i even_low = _mm512_shuffle_i32x4(quad[w], quad[4 + w], 0x88);
        __m512i odd_low = _mm512_shuffle_i32x4(quad[w], quad[4 + w], 0xDD);
        __m512i even_high = _mm512_shuffle_i32x4(quad[8 + w], quad[12 + w], 0x88);
        __m512i odd_high = _mm512_shuffle_i32x4(quad[8 + w], quad[12 + w], 0xDD);
        m[w] = (lanes)_mm512_shuffle_i32x4(even_low, even_high, 0x88);
        m[8 + w] = (lanes)_mm512_shuffle_i32x4(even_low, even_high, 0xDD);
        m[4 + w] = (lanes)_mm512_shuffle_i32x4(odd_low, odd_high, 0x88);
        m[12 + w] = (lanes)_mm512_shuffle_i32x4(odd_low, odd_high, 0xDD);
    }
}

static inline __attribute__((always_inline)) void store_values(const lanes v[8], uint8_t *out, size_t stride) {
    const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    __m512i quad[8];
    for (int i = 0; i < 8; i += 4) {
        __m512i p0 = _mm512_unpacklo_epi32((__m512i)v[i], (__m512i)v[i + 1]);
        __m512i p1 = _mm512_unpackhi_epi32((__m512i)v[i], (__m512i)v[i + 1]);
        __m512i p2 = _mm512_unpacklo_epi32((__m512i)v[i + 2], (__m512i)v[i + 3]);
        __m512i p3 = _mm512_unpackhi_epi32((__m512i)v[i + 2], (__m512i)v[i + 3]);
        quad[i] = _mm512_unpacklo_epi64(p0, p2);
        quad[i + 1] = _mm512_unpackhi_epi64(p0, p2);
        quad[i + 2] = _mm512_unpacklo_epi64(p1, p3);
        quad[i + 3] = _mm512_unpackhi_epi64(p1, p3);
    }
    // quad[j] and quad[4 + j]: words 0 ... 3 and 4 ... 7 of messages j, 4 + j, 8 + j, 12 + j.
    for (int j = 0; j < 4; j++) {
        __m512i early = _mm512_permutex2var_epi64(quad[j], first, quad[4 + j]);
        __m512i late = _mm512_permutex2var_epi64(quad[j], second, quad[4 + j]);
        _mm256_storeu_si256((__m256i *)(out + (size_t)j * stride), _mm512_castsi512_si256(early));
        _mm256_storeu_si256((__m256i *)(out + (size_t)(4 + j) * stride), _mm512_extracti64x4_epi64(early, 1));
        _mm256_storeu_si256((__m256i *)(out + (size_t)(8 + j) * stride), _mm512_castsi512_si256(late));
        _mm256_storeu_si256((__m256i *)(out + (size_t)(12 + j) * stride), _mm512_extracti64x4_epi64(late, 1));
    }
}

#include "blake3_lanes.h"

const struct blake3_kernels blake3_avx512 = {
    .compress = blake3_compress_portable,
    .compress_extended = blake3_compress_extended_portable,
    .hash_many = hash_many,
};

#pragma clang attribute pop
#endif
