#include "goldilocks_kernels.h"

// The portable forms: 128-bit integers, one element at a time. They are also the reference that
// the vector forms are tested against, and what those use for small transforms.

static void goldilocks_add_portable(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = goldilocks_add(a[i], b[i]);
}

static void goldilocks_sub_portable(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = goldilocks_sub(a[i], b[i]);
}

static void goldilocks_mul_portable(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = goldilocks_mul(a[i], b[i]);
}

static void goldilocks_scale_portable(uint64_t *out, const uint64_t *a, uint64_t scalar, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = goldilocks_mul(a[i], scalar);
}

static void goldilocks_multiply_accumulate_portable(
    uint64_t *sum, const uint64_t *a, const uint64_t *b, size_t count
) {
    for (size_t i = 0; i < count; i++) sum[i] = goldilocks_mul_add(a[i], b[i], sum[i]);
}

static void goldilocks_scaled_accumulate_portable(uint64_t *sum, const uint64_t *a, uint64_t scalar, size_t count) {
    for (size_t i = 0; i < count; i++) sum[i] = goldilocks_mul_add(a[i], scalar, sum[i]);
}

static uint64_t goldilocks_sum_portable(const uint64_t *a, size_t count) {
    unsigned __int128 sum = 0;
    for (size_t i = 0; i < count; i++) sum += a[i];
    return goldilocks_reduce((uint64_t)(sum >> 64), (uint64_t)sum);
}

static uint64_t goldilocks_dot_portable(const uint64_t *a, const uint64_t *b, size_t count) {
    unsigned __int128 sum = 0;
    uint64_t carries = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned __int128 product = (unsigned __int128)a[i] * b[i];
        sum += product;
        carries += sum < product;
    }
    // 2^128 = -2^32 (mod p).
    uint64_t excess = goldilocks_mul(carries, 1ULL << 32);
    return goldilocks_sub(goldilocks_reduce((uint64_t)(sum >> 64), (uint64_t)sum), excess);
}

static void goldilocks_fold_portable(uint64_t *out, const uint64_t *v, uint64_t r, size_t half) {
    for (size_t i = 0; i < half; i++) out[i] = goldilocks_mul_add(goldilocks_sub(v[i + half], v[i]), r, v[i]);
}

static struct goldilocks_cubic element(const uint64_t *v, size_t stride, size_t i) {
    struct goldilocks_cubic e = {v[i], v[i + stride], v[i + 2 * stride]};
    return e;
}

static void put(uint64_t *v, size_t stride, size_t i, struct goldilocks_cubic e) {
    v[i] = e.c0;
    v[i + stride] = e.c1;
    v[i + 2 * stride] = e.c2;
}

static void goldilocks_cubic_mul_portable(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, const uint64_t *b, size_t b_stride,
    size_t count
) {
    for (size_t i = 0; i < count; i++)
        put(out, out_stride, i, goldilocks_cubic_mul(element(a, a_stride, i), element(b, b_stride, i)));
}

static void goldilocks_cubic_scale_portable(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, struct goldilocks_cubic scalar,
    size_t count
) {
    for (size_t i = 0; i < count; i++)
        put(out, out_stride, i, goldilocks_cubic_mul(element(a, a_stride, i), scalar));
}

static struct goldilocks_cubic goldilocks_cubic_dot_base_portable(
    const uint64_t *a, const uint64_t *b, size_t b_stride, size_t count
) {
    struct goldilocks_cubic sum = {
        goldilocks_dot_portable(a, b, count),
        goldilocks_dot_portable(a, b + b_stride, count),
        goldilocks_dot_portable(a, b + 2 * b_stride, count),
    };
    return sum;
}

static void goldilocks_cubic_fold_base_portable(
    uint64_t *out, size_t out_stride, const uint64_t *v, struct goldilocks_cubic r, size_t half
) {
    for (size_t i = 0; i < half; i++) {
        uint64_t difference = goldilocks_sub(v[i + half], v[i]);
        struct goldilocks_cubic folded = {
            goldilocks_mul_add(difference, r.c0, v[i]),
            goldilocks_mul(difference, r.c1),
            goldilocks_mul(difference, r.c2),
        };
        put(out, out_stride, i, folded);
    }
}

static void goldilocks_cubic_fold_portable(
    uint64_t *out, size_t out_stride, const uint64_t *v, size_t v_stride, struct goldilocks_cubic r, size_t half
) {
    for (size_t i = 0; i < half; i++) {
        struct goldilocks_cubic low = element(v, v_stride, i), high = element(v, v_stride, i + half);
        struct goldilocks_cubic difference = {
            goldilocks_sub(high.c0, low.c0), goldilocks_sub(high.c1, low.c1), goldilocks_sub(high.c2, low.c2)};
        struct goldilocks_cubic step = goldilocks_cubic_mul(difference, r);
        struct goldilocks_cubic folded = {
            goldilocks_add(low.c0, step.c0), goldilocks_add(low.c1, step.c1), goldilocks_add(low.c2, step.c2)};
        put(out, out_stride, i, folded);
    }
}

static void goldilocks_ntt_forward_layer_portable(
    uint64_t *values, size_t count, size_t half, const uint64_t *roots
) {
    for (size_t block = 0; block < count; block += 2 * half)
        for (size_t j = block; j < block + half; j++) {
            uint64_t u = values[j], v = values[j + half];
            values[j] = goldilocks_add(u, v);
            values[j + half] = goldilocks_mul(goldilocks_sub(u, v), roots[j - block]);
        }
}

static void goldilocks_ntt_inverse_layer_portable(
    uint64_t *values, size_t count, size_t half, const uint64_t *roots
) {
    for (size_t block = 0; block < count; block += 2 * half)
        for (size_t j = block; j < block + half; j++) {
            uint64_t u = values[j], v = goldilocks_mul(values[j + half], roots[j - block]);
            values[j] = goldilocks_add(u, v);
            values[j + half] = goldilocks_sub(u, v);
        }
}

static void goldilocks_ntt_forward_portable(uint64_t *values, size_t n, const uint64_t *roots) {
    for (size_t half = n / 2; half > 0; half /= 2)
        goldilocks_ntt_forward_layer_portable(values, n, half, roots + half);
}

static void goldilocks_ntt_inverse_portable(uint64_t *values, size_t n, const uint64_t *roots) {
    for (size_t half = 1; half < n; half *= 2)
        goldilocks_ntt_inverse_layer_portable(values, n, half, roots + half);
}

const struct goldilocks_kernels goldilocks_portable = {
    .add = goldilocks_add_portable,
    .sub = goldilocks_sub_portable,
    .mul = goldilocks_mul_portable,
    .scale = goldilocks_scale_portable,
    .multiply_accumulate = goldilocks_multiply_accumulate_portable,
    .scaled_accumulate = goldilocks_scaled_accumulate_portable,
    .sum = goldilocks_sum_portable,
    .dot = goldilocks_dot_portable,
    .fold = goldilocks_fold_portable,
    .cubic_mul = goldilocks_cubic_mul_portable,
    .cubic_scale = goldilocks_cubic_scale_portable,
    .cubic_dot_base = goldilocks_cubic_dot_base_portable,
    .cubic_fold_base = goldilocks_cubic_fold_base_portable,
    .cubic_fold = goldilocks_cubic_fold_portable,
    .ntt_forward_layer = goldilocks_ntt_forward_layer_portable,
    .ntt_inverse_layer = goldilocks_ntt_inverse_layer_portable,
    .ntt_forward = goldilocks_ntt_forward_portable,
    .ntt_inverse = goldilocks_ntt_inverse_portable,
};
