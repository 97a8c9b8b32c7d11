#ifndef SIROCCO_GOLDILOCKS_KERNELS_H
#define SIROCCO_GOLDILOCKS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "include/goldilocks.h"

// The Goldilocks kernels of one instruction-set level; include/goldilocks.h says what each computes.
struct goldilocks_kernels {
    void (*add)(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count);
    void (*sub)(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count);
    void (*mul)(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count);
    void (*scale)(uint64_t *out, const uint64_t *a, uint64_t scalar, size_t count);
    void (*multiply_accumulate)(uint64_t *sum, const uint64_t *a, const uint64_t *b, size_t count);
    void (*scaled_accumulate)(uint64_t *sum, const uint64_t *a, uint64_t scalar, size_t count);
    uint64_t (*sum)(const uint64_t *a, size_t count);
    uint64_t (*dot)(const uint64_t *a, const uint64_t *b, size_t count);
    void (*fold)(uint64_t *out, const uint64_t *v, uint64_t r, size_t half);
    void (*cubic_mul)(
        uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, const uint64_t *b, size_t b_stride,
        size_t count);
    void (*cubic_scale)(
        uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, struct goldilocks_cubic scalar,
        size_t count);
    struct goldilocks_cubic (*cubic_dot_base)(const uint64_t *a, const uint64_t *b, size_t b_stride, size_t count);
    void (*cubic_fold_base)(
        uint64_t *out, size_t out_stride, const uint64_t *v, struct goldilocks_cubic r, size_t half);
    void (*cubic_fold)(
        uint64_t *out, size_t out_stride, const uint64_t *v, size_t v_stride, struct goldilocks_cubic r,
        size_t half);
    void (*ntt_forward_layer)(uint64_t *values, size_t count, size_t half, const uint64_t *roots);
    void (*ntt_inverse_layer)(uint64_t *values, size_t count, size_t half, const uint64_t *roots);
    void (*ntt_forward)(uint64_t *values, size_t n, const uint64_t *roots);
    void (*ntt_inverse)(uint64_t *values, size_t n, const uint64_t *roots);
};

extern const struct goldilocks_kernels goldilocks_portable;
#if defined(__x86_64__)
extern const struct goldilocks_kernels goldilocks_avx2;
extern const struct goldilocks_kernels goldilocks_avx512;
#endif

#endif
