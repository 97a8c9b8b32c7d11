// The vector kernels, written once over `lanes`. A goldilocks_lanes_<set>.h included before this file
// says what a register of residues is; VARIANT puts the instruction set into each symbol.
// Tails shorter than a register go through the scalars of include/goldilocks.h.

/// high * 2^64 + low mod p, as any word.
static inline lanes lanes_reduce_loose(lanes high, lanes low) {
    lanes folded = lanes_sub(low, lanes_shift_right_32(high));
    return lanes_add_loose(folded, lanes_mul32(high, lanes_broadcast(GOLDILOCKS_EPSILON)));
}

/// The 128-bit product a * b, its high word returned and its low word stored.
/// With halves a = a0 + 2^32 a1 each sum below stays under 2^64, so no carry is lost.
static inline lanes lanes_wide_mul(lanes a, lanes b, lanes *low) {
    lanes a1 = lanes_high32(a), b1 = lanes_high32(b);
    lanes p00 = lanes_mul32(a, b), p01 = lanes_mul32(a, b1);
    lanes p10 = lanes_mul32(a1, b), p11 = lanes_mul32(a1, b1);
    lanes middle = lanes_add64(p10, lanes_shift_right_32(p00));
    lanes upper = lanes_add64(p01, lanes_low32(middle));
    *low = lanes_join32(upper, p00);
    return lanes_add64(lanes_add64(p11, lanes_shift_right_32(middle)), lanes_shift_right_32(upper));
}

/// a * b, both any word, as any word.
static inline lanes lanes_mul_loose(lanes a, lanes b) {
    lanes low, high = lanes_wide_mul(a, b, &low);
    return lanes_reduce_loose(high, low);
}

static inline lanes lanes_mul(lanes a, lanes b) { return lanes_canonical(lanes_mul_loose(a, b)); }

/// a * b + c, all any word; canonical.
static inline lanes lanes_mul_add(lanes a, lanes b, lanes c) {
    lanes low, high = lanes_wide_mul(a, b, &low);
    low = lanes_add64(low, c);
    return lanes_canonical(lanes_reduce_loose(lanes_carry(high, low, c), low));
}

/// a + b, canonical for canonical inputs: a - (p - b).
static inline lanes lanes_add(lanes a, lanes b) {
    return lanes_sub(a, lanes_sub64(lanes_broadcast(GOLDILOCKS_MODULUS), b));
}

static void VARIANT(goldilocks_add)(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) lanes_store(out + i, lanes_add(lanes_load(a + i), lanes_load(b + i)));
    for (; i < count; i++) out[i] = goldilocks_add(a[i], b[i]);
}

static void VARIANT(goldilocks_sub)(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) lanes_store(out + i, lanes_sub(lanes_load(a + i), lanes_load(b + i)));
    for (; i < count; i++) out[i] = goldilocks_sub(a[i], b[i]);
}

static void VARIANT(goldilocks_mul)(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) lanes_store(out + i, lanes_mul(lanes_load(a + i), lanes_load(b + i)));
    for (; i < count; i++) out[i] = goldilocks_mul(a[i], b[i]);
}

static void VARIANT(goldilocks_scale)(uint64_t *out, const uint64_t *a, uint64_t scalar, size_t count) {
    const lanes factor = lanes_broadcast(scalar);
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) lanes_store(out + i, lanes_mul(lanes_load(a + i), factor));
    for (; i < count; i++) out[i] = goldilocks_mul(a[i], scalar);
}

static void VARIANT(goldilocks_multiply_accumulate)(
    uint64_t *sum, const uint64_t *a, const uint64_t *b, size_t count
) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        lanes_store(sum + i, lanes_mul_add(lanes_load(a + i), lanes_load(b + i), lanes_load(sum + i)));
    for (; i < count; i++) sum[i] = goldilocks_mul_add(a[i], b[i], sum[i]);
}

static void VARIANT(goldilocks_scaled_accumulate)(uint64_t *sum, const uint64_t *a, uint64_t scalar, size_t count) {
    const lanes factor = lanes_broadcast(scalar);
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        lanes_store(sum + i, lanes_mul_add(lanes_load(a + i), factor, lanes_load(sum + i)));
    for (; i < count; i++) sum[i] = goldilocks_mul_add(a[i], scalar, sum[i]);
}

static void VARIANT(goldilocks_fold)(uint64_t *out, const uint64_t *v, uint64_t r, size_t half) {
    const lanes challenge = lanes_broadcast(r);
    size_t i = 0;
    for (; i + LANES <= half; i += LANES) {
        lanes low = lanes_load(v + i), high = lanes_load(v + i + half);
        lanes_store(out + i, lanes_mul_add(lanes_sub(high, low), challenge, low));
    }
    for (; i < half; i++) out[i] = goldilocks_mul_add(goldilocks_sub(v[i + half], v[i]), r, v[i]);
}

// Sums. A word sum and a sum of high halves together hold an exact sum of words: with the two
// called `low` and `high`, it is high * 2^32 plus (low - high * 2^32) mod 2^64, because the low
// halves of fewer than 2^32 words add up to less than 2^64. That is three instructions a word.

struct VARIANT(exact_sum) {
    lanes low, high;
};

static inline void lanes_accumulate(struct VARIANT(exact_sum) *sum, lanes word) {
    sum->low = lanes_add64(sum->low, word);
    sum->high = lanes_add64(sum->high, lanes_shift_right_32(word));
}

/// The exact sum mod p, canonical, lane by lane.
static inline lanes lanes_sum_reduced(struct VARIANT(exact_sum) sum) {
    lanes shifted = lanes_shift_left_32(sum.high);
    lanes upper = lanes_canonical(lanes_reduce_loose(lanes_shift_right_32(sum.high), shifted));
    return lanes_add(upper, lanes_canonical(lanes_sub64(sum.low, shifted)));
}

static inline uint64_t lanes_horizontal_sum(lanes a) {
    uint64_t words[LANES], sum = 0;
    lanes_store(words, a);
    for (int i = 0; i < LANES; i++) sum = goldilocks_add(sum, words[i]);
    return sum;
}

/// The three columns of partial products of a dot product: weights 1, 2^32 and 2^64.
struct VARIANT(product_sum) {
    struct VARIANT(exact_sum) bottom, middle, top;
};

static inline void lanes_accumulate_product(
    struct VARIANT(product_sum) *sum, lanes a, lanes a1, lanes b, lanes b1
) {
    lanes_accumulate(&sum->bottom, lanes_mul32(a, b));
    lanes_accumulate(&sum->middle, lanes_mul32(a, b1));
    lanes_accumulate(&sum->middle, lanes_mul32(a1, b));
    lanes_accumulate(&sum->top, lanes_mul32(a1, b1));
}

/// bottom + 2^32 middle + 2^64 top = (bottom - top) + 2^32 (middle + top).
static inline uint64_t lanes_product_sum(struct VARIANT(product_sum) sum) {
    lanes bottom = lanes_sum_reduced(sum.bottom), top = lanes_sum_reduced(sum.top);
    lanes middle = lanes_add(lanes_sum_reduced(sum.middle), top);
    lanes shifted = lanes_reduce_loose(lanes_shift_right_32(middle), lanes_shift_left_32(middle));
    return lanes_horizontal_sum(lanes_add(lanes_sub(bottom, top), lanes_canonical(shifted)));
}

static inline struct VARIANT(product_sum) lanes_empty_product_sum(void) {
    const lanes zero = lanes_broadcast(0);
    struct VARIANT(product_sum) sum = {{zero, zero}, {zero, zero}, {zero, zero}};
    return sum;
}

static uint64_t VARIANT(goldilocks_sum)(const uint64_t *a, size_t count) {
    struct VARIANT(exact_sum) sum = {lanes_broadcast(0), lanes_broadcast(0)};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) lanes_accumulate(&sum, lanes_load(a + i));
    uint64_t total = lanes_horizontal_sum(lanes_sum_reduced(sum));
    for (; i < count; i++) total = goldilocks_add(total, a[i]);
    return total;
}

static uint64_t VARIANT(goldilocks_dot)(const uint64_t *a, const uint64_t *b, size_t count) {
    struct VARIANT(product_sum) sum = lanes_empty_product_sum();
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        lanes x = lanes_load(a + i), y = lanes_load(b + i);
        lanes_accumulate_product(&sum, x, lanes_high32(x), y, lanes_high32(y));
    }
    uint64_t total = lanes_product_sum(sum);
    for (; i < count; i++) total = goldilocks_mul_add(a[i], b[i], total);
    return total;
}

static struct goldilocks_cubic VARIANT(goldilocks_cubic_dot_base)(
    const uint64_t *a, const uint64_t *b, size_t b_stride, size_t count
) {
    struct VARIANT(product_sum) sum0 = lanes_empty_product_sum(), sum1 = sum0, sum2 = sum0;
    const uint64_t *b1 = b + b_stride, *b2 = b + 2 * b_stride;
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        lanes x = lanes_load(a + i), x1 = lanes_high32(x);
        lanes y = lanes_load(b + i), z = lanes_load(b1 + i), w = lanes_load(b2 + i);
        lanes_accumulate_product(&sum0, x, x1, y, lanes_high32(y));
        lanes_accumulate_product(&sum1, x, x1, z, lanes_high32(z));
        lanes_accumulate_product(&sum2, x, x1, w, lanes_high32(w));
    }
    struct goldilocks_cubic total = {lanes_product_sum(sum0), lanes_product_sum(sum1), lanes_product_sum(sum2)};
    for (; i < count; i++) {
        total.c0 = goldilocks_mul_add(a[i], b[i], total.c0);
        total.c1 = goldilocks_mul_add(a[i], b1[i], total.c1);
        total.c2 = goldilocks_mul_add(a[i], b2[i], total.c2);
    }
    return total;
}

// The extension: three registers hold LANES elements.

struct VARIANT(cubic_lanes) {
    lanes c0, c1, c2;
};

static inline struct VARIANT(cubic_lanes) cubic_lanes_load(const uint64_t *v, size_t stride) {
    struct VARIANT(cubic_lanes) e = {lanes_load(v), lanes_load(v + stride), lanes_load(v + 2 * stride)};
    return e;
}

static inline void cubic_lanes_store(uint64_t *v, size_t stride, struct VARIANT(cubic_lanes) e) {
    lanes_store(v, e.c0);
    lanes_store(v + stride, e.c1);
    lanes_store(v + 2 * stride, e.c2);
}

static inline struct VARIANT(cubic_lanes) cubic_lanes_broadcast(struct goldilocks_cubic a) {
    struct VARIANT(cubic_lanes) e = {lanes_broadcast(a.c0), lanes_broadcast(a.c1), lanes_broadcast(a.c2)};
    return e;
}

/// Karatsuba over three coefficients: six products instead of nine.
static inline struct VARIANT(cubic_lanes) cubic_lanes_mul(
    struct VARIANT(cubic_lanes) a, struct VARIANT(cubic_lanes) b
) {
    lanes p0 = lanes_mul(a.c0, b.c0), p1 = lanes_mul(a.c1, b.c1), p2 = lanes_mul(a.c2, b.c2);
    lanes p01 = lanes_mul_loose(lanes_add_loose(a.c0, a.c1), lanes_add_loose(b.c0, b.c1));
    lanes p02 = lanes_mul_loose(lanes_add_loose(a.c0, a.c2), lanes_add_loose(b.c0, b.c2));
    lanes p12 = lanes_mul_loose(lanes_add_loose(a.c1, a.c2), lanes_add_loose(b.c1, b.c2));
    lanes s01 = lanes_add(p0, p1), s12 = lanes_add(p1, p2);
    lanes x3 = lanes_canonical(lanes_sub(p12, s12));
    lanes x1 = lanes_canonical(lanes_sub(p01, s01));
    lanes x2 = lanes_canonical(lanes_sub(p02, lanes_add(p0, lanes_sub(p2, p1))));
    struct VARIANT(cubic_lanes) product = {
        lanes_add(p0, lanes_add(x3, x3)),
        lanes_add(x1, lanes_add(p2, p2)),
        x2,
    };
    return product;
}

static inline struct goldilocks_cubic cubic_element(const uint64_t *v, size_t stride) {
    struct goldilocks_cubic e = {v[0], v[stride], v[2 * stride]};
    return e;
}

static inline void cubic_put(uint64_t *v, size_t stride, struct goldilocks_cubic e) {
    v[0] = e.c0;
    v[stride] = e.c1;
    v[2 * stride] = e.c2;
}

static void VARIANT(goldilocks_cubic_mul)(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, const uint64_t *b, size_t b_stride,
    size_t count
) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        cubic_lanes_store(
            out + i, out_stride, cubic_lanes_mul(cubic_lanes_load(a + i, a_stride), cubic_lanes_load(b + i, b_stride)));
    for (; i < count; i++)
        cubic_put(
            out + i, out_stride, goldilocks_cubic_mul(cubic_element(a + i, a_stride), cubic_element(b + i, b_stride)));
}

static void VARIANT(goldilocks_cubic_scale)(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, struct goldilocks_cubic scalar,
    size_t count
) {
    const struct VARIANT(cubic_lanes) factor = cubic_lanes_broadcast(scalar);
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        cubic_lanes_store(out + i, out_stride, cubic_lanes_mul(cubic_lanes_load(a + i, a_stride), factor));
    for (; i < count; i++)
        cubic_put(out + i, out_stride, goldilocks_cubic_mul(cubic_element(a + i, a_stride), scalar));
}

static void VARIANT(goldilocks_cubic_fold_base)(
    uint64_t *out, size_t out_stride, const uint64_t *v, struct goldilocks_cubic r, size_t half
) {
    const struct VARIANT(cubic_lanes) challenge = cubic_lanes_broadcast(r);
    size_t i = 0;
    for (; i + LANES <= half; i += LANES) {
        lanes low = lanes_load(v + i), difference = lanes_sub(lanes_load(v + i + half), low);
        struct VARIANT(cubic_lanes) folded = {
            lanes_mul_add(difference, challenge.c0, low),
            lanes_mul(difference, challenge.c1),
            lanes_mul(difference, challenge.c2),
        };
        cubic_lanes_store(out + i, out_stride, folded);
    }
    for (; i < half; i++) {
        uint64_t low = v[i], difference = goldilocks_sub(v[i + half], low);
        struct goldilocks_cubic folded = {
            goldilocks_mul_add(difference, r.c0, low),
            goldilocks_mul(difference, r.c1),
            goldilocks_mul(difference, r.c2),
        };
        cubic_put(out + i, out_stride, folded);
    }
}

static void VARIANT(goldilocks_cubic_fold)(
    uint64_t *out, size_t out_stride, const uint64_t *v, size_t v_stride, struct goldilocks_cubic r, size_t half
) {
    const struct VARIANT(cubic_lanes) challenge = cubic_lanes_broadcast(r);
    size_t i = 0;
    for (; i + LANES <= half; i += LANES) {
        struct VARIANT(cubic_lanes) low = cubic_lanes_load(v + i, v_stride);
        struct VARIANT(cubic_lanes) high = cubic_lanes_load(v + i + half, v_stride);
        struct VARIANT(cubic_lanes) difference = {
            lanes_sub(high.c0, low.c0), lanes_sub(high.c1, low.c1), lanes_sub(high.c2, low.c2)};
        struct VARIANT(cubic_lanes) step = cubic_lanes_mul(difference, challenge);
        struct VARIANT(cubic_lanes) folded = {
            lanes_add(low.c0, step.c0), lanes_add(low.c1, step.c1), lanes_add(low.c2, step.c2)};
        cubic_lanes_store(out + i, out_stride, folded);
    }
    for (; i < half; i++) {
        struct goldilocks_cubic low = cubic_element(v + i, v_stride), high = cubic_element(v + i + half, v_stride);
        struct goldilocks_cubic difference = {
            goldilocks_sub(high.c0, low.c0), goldilocks_sub(high.c1, low.c1), goldilocks_sub(high.c2, low.c2)};
        struct goldilocks_cubic step = goldilocks_cubic_mul(difference, r);
        struct goldilocks_cubic folded = {
            goldilocks_add(low.c0, step.c0), goldilocks_add(low.c1, step.c1), goldilocks_add(low.c2, step.c2)};
        cubic_put(out + i, out_stride, folded);
    }
}
