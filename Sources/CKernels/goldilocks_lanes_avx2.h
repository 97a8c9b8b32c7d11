// Four residues in one AVX2 register: the primitives that goldilocks_lane_kernels.h is written in.
// AVX2 compares signed words only, so unsigned comparisons flip both sign bits first.
// Private to goldilocks_avx2.c, which sets the target attribute first.

#define LANES 4
#define VARIANT(name) name##_avx2
typedef __m256i lanes;

static inline lanes lanes_load(const uint64_t *v) { return _mm256_loadu_si256((const __m256i *)v); }
static inline void lanes_store(uint64_t *v, lanes a) { _mm256_storeu_si256((__m256i *)v, a); }
static inline lanes lanes_broadcast(uint64_t a) { return _mm256_set1_epi64x((long long)a); }

// Plain 64-bit words.
static inline lanes lanes_add64(lanes a, lanes b) { return _mm256_add_epi64(a, b); }
static inline lanes lanes_sub64(lanes a, lanes b) { return _mm256_sub_epi64(a, b); }
static inline lanes lanes_shift_right_32(lanes a) { return _mm256_srli_epi64(a, 32); }
static inline lanes lanes_shift_left_32(lanes a) { return _mm256_slli_epi64(a, 32); }
/// Low halves times low halves, 64-bit results.
static inline lanes lanes_mul32(lanes a, lanes b) { return _mm256_mul_epu32(a, b); }
/// High halves copied down; the upper half of the result is unspecified.
static inline lanes lanes_high32(lanes a) {
    return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(a)));
}
static inline lanes lanes_low32(lanes a) { return _mm256_and_si256(a, lanes_broadcast(GOLDILOCKS_EPSILON)); }
/// Low halves of `low` under the low halves of `high`.
static inline lanes lanes_join32(lanes high, lanes low) {
    return _mm256_blend_epi32(low, _mm256_castps_si256(_mm256_moveldup_ps(_mm256_castsi256_ps(high))), 0xAA);
}

/// All ones where a < b as unsigned words.
static inline lanes lanes_less(lanes a, lanes b) {
    const lanes sign = lanes_broadcast(1ULL << 63);
    return _mm256_cmpgt_epi64(_mm256_xor_si256(b, sign), _mm256_xor_si256(a, sign));
}

/// The canonical residue of any word.
static inline lanes lanes_canonical(lanes a) {
    lanes below = lanes_less(a, lanes_broadcast(GOLDILOCKS_MODULUS));
    return _mm256_add_epi64(a, _mm256_andnot_si256(below, lanes_broadcast(GOLDILOCKS_EPSILON)));
}

/// a - b, plus p where it wraps; a any word, b at most p. Canonical when both are.
static inline lanes lanes_sub(lanes a, lanes b) {
    lanes wrapped = lanes_less(a, b);
    return _mm256_sub_epi64(_mm256_sub_epi64(a, b), _mm256_srli_epi64(wrapped, 32));
}

/// a + b, less p where it wraps: any word, for a any word and b at most 2^64 - 2^32.
static inline lanes lanes_add_loose(lanes a, lanes b) {
    lanes sum = _mm256_add_epi64(a, b);
    return _mm256_add_epi64(sum, _mm256_srli_epi64(lanes_less(sum, b), 32));
}

/// high + 1 where `sum`, to which `part` was just added, has wrapped.
static inline lanes lanes_carry(lanes high, lanes sum, lanes part) {
    return _mm256_sub_epi64(high, lanes_less(sum, part));
}

/// Four rows of four words, transposed in place.
static inline void lanes_transpose(lanes r[LANES]) {
    lanes a0 = _mm256_unpacklo_epi64(r[0], r[1]), a1 = _mm256_unpackhi_epi64(r[0], r[1]);
    lanes a2 = _mm256_unpacklo_epi64(r[2], r[3]), a3 = _mm256_unpackhi_epi64(r[2], r[3]);
    r[0] = _mm256_permute2x128_si256(a0, a2, 0x20);
    r[1] = _mm256_permute2x128_si256(a1, a3, 0x20);
    r[2] = _mm256_permute2x128_si256(a0, a2, 0x31);
    r[3] = _mm256_permute2x128_si256(a1, a3, 0x31);
}
