#include "dispatch.h"

// The public functions: one indirect call each, through the table of the level in force.

static const struct goldilocks_kernels *active(void) { return sirocco_kernels()->goldilocks; }

uint64_t goldilocks_power(uint64_t base, uint64_t exponent) {
    uint64_t result = 1;
    for (int bit = 63; bit >= 0; bit--) {
        result = goldilocks_mul(result, result);
        uint64_t selected = 0 - (exponent >> bit & 1);
        result = goldilocks_mul(result, (base & selected) | (1 & ~selected));
    }
    return result;
}

static uint64_t squared(uint64_t a, int times) {
    for (int i = 0; i < times; i++) a = goldilocks_mul(a, a);
    return a;
}

uint64_t goldilocks_inverse(uint64_t a) {
    // p - 2 = 2^64 - 2^32 - 1 is 31 ones, a zero, 32 ones in binary. ones_k = a^(2^k - 1).
    uint64_t ones_2 = goldilocks_mul(squared(a, 1), a);
    uint64_t ones_3 = goldilocks_mul(squared(ones_2, 1), a);
    uint64_t ones_6 = goldilocks_mul(squared(ones_3, 3), ones_3);
    uint64_t ones_12 = goldilocks_mul(squared(ones_6, 6), ones_6);
    uint64_t ones_24 = goldilocks_mul(squared(ones_12, 12), ones_12);
    uint64_t ones_30 = goldilocks_mul(squared(ones_24, 6), ones_6);
    uint64_t ones_31 = goldilocks_mul(squared(ones_30, 1), a);
    uint64_t ones_32 = goldilocks_mul(squared(ones_31, 1), a);
    return goldilocks_mul(squared(ones_31, 33), ones_32);
}

void goldilocks_vector_add(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    active()->add(out, a, b, count);
}

void goldilocks_vector_sub(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    active()->sub(out, a, b, count);
}

void goldilocks_vector_mul(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count) {
    active()->mul(out, a, b, count);
}

void goldilocks_vector_scale(uint64_t *out, const uint64_t *a, uint64_t scalar, size_t count) {
    active()->scale(out, a, scalar, count);
}

void goldilocks_vector_multiply_accumulate(uint64_t *sum, const uint64_t *a, const uint64_t *b, size_t count) {
    active()->multiply_accumulate(sum, a, b, count);
}

void goldilocks_vector_scaled_accumulate(uint64_t *sum, const uint64_t *a, uint64_t scalar, size_t count) {
    active()->scaled_accumulate(sum, a, scalar, count);
}

uint64_t goldilocks_vector_sum(const uint64_t *a, size_t count) { return active()->sum(a, count); }

uint64_t goldilocks_vector_dot(const uint64_t *a, const uint64_t *b, size_t count) {
    return active()->dot(a, b, count);
}

void goldilocks_vector_fold(uint64_t *out, const uint64_t *v, uint64_t r, size_t half) {
    active()->fold(out, v, r, half);
}

void goldilocks_cubic_vector_mul(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, const uint64_t *b, size_t b_stride,
    size_t count
) {
    active()->cubic_mul(out, out_stride, a, a_stride, b, b_stride, count);
}

void goldilocks_cubic_vector_scale(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, struct goldilocks_cubic scalar,
    size_t count
) {
    active()->cubic_scale(out, out_stride, a, a_stride, scalar, count);
}

struct goldilocks_cubic goldilocks_cubic_vector_dot_base(
    const uint64_t *a, const uint64_t *b, size_t b_stride, size_t count
) {
    return active()->cubic_dot_base(a, b, b_stride, count);
}

struct goldilocks_cubic goldilocks_cubic_vector_dot(
    const uint64_t *a, size_t a_stride, const uint64_t *b, size_t b_stride, size_t count
) {
    // Row k is the sum of (coefficient k of a[i]) * b[i]; the rows meet as a polynomial in X.
    const struct goldilocks_kernels *kernels = active();
    struct goldilocks_cubic r0 = kernels->cubic_dot_base(a, b, b_stride, count);
    struct goldilocks_cubic r1 = kernels->cubic_dot_base(a + a_stride, b, b_stride, count);
    struct goldilocks_cubic r2 = kernels->cubic_dot_base(a + 2 * a_stride, b, b_stride, count);
    uint64_t fold3 = goldilocks_add(r1.c2, r2.c1);
    struct goldilocks_cubic result = {
        goldilocks_add(r0.c0, goldilocks_add(fold3, fold3)),
        goldilocks_add(goldilocks_add(r0.c1, r1.c0), goldilocks_add(r2.c2, r2.c2)),
        goldilocks_add(goldilocks_add(r0.c2, r1.c1), r2.c0),
    };
    return result;
}

void goldilocks_cubic_vector_fold_base(
    uint64_t *out, size_t out_stride, const uint64_t *v, struct goldilocks_cubic r, size_t half
) {
    active()->cubic_fold_base(out, out_stride, v, r, half);
}

void goldilocks_cubic_vector_fold(
    uint64_t *out, size_t out_stride, const uint64_t *v, size_t v_stride, struct goldilocks_cubic r, size_t half
) {
    active()->cubic_fold(out, out_stride, v, v_stride, r, half);
}

void goldilocks_ntt_forward_layer(uint64_t *values, size_t count, size_t half, const uint64_t *roots_of_layer) {
    active()->ntt_forward_layer(values, count, half, roots_of_layer);
}

void goldilocks_ntt_inverse_layer(uint64_t *values, size_t count, size_t half, const uint64_t *roots_of_layer) {
    active()->ntt_inverse_layer(values, count, half, roots_of_layer);
}

void goldilocks_ntt_forward(uint64_t *values, size_t n, const uint64_t *roots) {
    active()->ntt_forward(values, n, roots);
}

void goldilocks_ntt_inverse(uint64_t *values, size_t n, const uint64_t *roots) {
    active()->ntt_inverse(values, n, roots);
}
