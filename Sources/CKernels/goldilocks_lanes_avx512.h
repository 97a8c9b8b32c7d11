// Eight residues in one AVX-512 register: the primitives that goldilocks_lane_kernels.h is written in.
// Private to goldilocks_avx512.c, which sets the target attribute first.

#define LANES 8
#define VARIANT(name) name##_avx512
typedef __m512i lanes;

static inline lanes lanes_load(const uint64_t *v) { return _mm512_loadu_si512(v); }
static inline void lanes_store(uint64_t *v, lanes a) { _mm512_storeu_si512(v, a); }
static inline lanes lanes_broadcast(uint64_t a) { return _mm512_set1_epi64((long long)a); }

// Plain 64-bit words.
static inline lanes lanes_add64(lanes a, lanes b) { return _mm512_add_epi64(a, b); }
static inline lanes lanes_sub64(lanes a, lanes b) { return _mm512_sub_epi64(a, b); }
static inline lanes lanes_shift_right_32(lanes a) { return _mm512_srli_epi64(a, 32); }
static inline lanes lanes_shift_left_32(lanes a) { return _mm512_slli_epi64(a, 32); }
/// Low halves times low halves, 64-bit results.
static inline lanes lanes_mul32(lanes a, lanes b) { return _mm512_mul_epu32(a, b); }
/// High halves copied down; the upper half of the result is unspecified.
static inline lanes lanes_high32(lanes a) {
    return _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(a)));
}
static inline lanes lanes_low32(lanes a) { return _mm512_and_si512(a, lanes_broadcast(GOLDILOCKS_EPSILON)); }
/// Low halves of `low` under the low halves of `high`.
static inline lanes lanes_join32(lanes high, lanes low) {
    return _mm512_mask_blend_epi32(
        0xAAAA, low, _mm512_castps_si512(_mm512_moveldup_ps(_mm512_castsi512_ps(high))));
}

/// The canonical residue of any word: the smaller of x and x - p, since x - p wraps when x < p.
static inline lanes lanes_canonical(lanes a) {
    return _mm512_min_epu64(a, _mm512_sub_epi64(a, lanes_broadcast(GOLDILOCKS_MODULUS)));
}

/// a - b, plus p where it wraps; a any word, b at most p. Canonical when both are.
static inline lanes lanes_sub(lanes a, lanes b) {
    lanes difference = _mm512_sub_epi64(a, b);
    __mmask8 wrapped = _mm512_cmplt_epu64_mask(a, b);
    return _mm512_mask_sub_epi64(difference, wrapped, difference, lanes_broadcast(GOLDILOCKS_EPSILON));
}

/// a + b, less p where it wraps: any word, for a any word and b at most 2^64 - 2^32.
static inline lanes lanes_add_loose(lanes a, lanes b) {
    lanes sum = _mm512_add_epi64(a, b);
    __mmask8 wrapped = _mm512_cmplt_epu64_mask(sum, b);
    return _mm512_mask_add_epi64(sum, wrapped, sum, lanes_broadcast(GOLDILOCKS_EPSILON));
}

/// high + 1 where `sum`, to which `part` was just added, has wrapped.
static inline lanes lanes_carry(lanes high, lanes sum, lanes part) {
    __mmask8 wrapped = _mm512_cmplt_epu64_mask(sum, part);
    return _mm512_mask_add_epi64(high, wrapped, high, lanes_broadcast(1));
}

/// Eight rows of eight words, transposed in place: three rounds of 64, 128 and 256-bit exchanges.
static inline void lanes_transpose(lanes r[LANES]) {
    lanes a[LANES], b[LANES];
    for (int i = 0; i < LANES; i += 2) {
        a[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
        a[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
    }
    const lanes low = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
    const lanes high = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
    for (int i = 0; i < LANES; i += 4)
        for (int j = i; j < i + 2; j++) {
            b[j] = _mm512_permutex2var_epi64(a[j], low, a[j + 2]);
            b[j + 2] = _mm512_permutex2var_epi64(a[j], high, a[j + 2]);
        }
    for (int j = 0; j < 4; j++) {
        r[j] = _mm512_shuffle_i64x2(b[j], b[j + 4], 0x44);
        r[j + 4] = _mm512_shuffle_i64x2(b[j], b[j + 4], 0xEE);
    }
}
