#include "goldilocks_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,bmi2"))), apply_to = function)
#include "goldilocks_lanes_avx2.h"

#include "goldilocks_lane_kernels.h"
#include "goldilocks_lane_transforms.h"
#pragma clang attribute pop

const struct goldilocks_kernels goldilocks_avx2 = {
    .add = goldilocks_add_avx2,
    .sub = goldilocks_sub_avx2,
    .mul = goldilocks_mul_avx2,
    .scale = goldilocks_scale_avx2,
    .multiply_accumulate = goldilocks_multiply_accumulate_avx2,
    .scaled_accumulate = goldilocks_scaled_accumulate_avx2,
    .sum = goldilocks_sum_avx2,
    .dot = goldilocks_dot_avx2,
    .fold = goldilocks_fold_avx2,
    .cubic_mul = goldilocks_cubic_mul_avx2,
    .cubic_scale = goldilocks_cubic_scale_avx2,
    .cubic_dot_base = goldilocks_cubic_dot_base_avx2,
    .cubic_fold_base = goldilocks_cubic_fold_base_avx2,
    .cubic_fold = goldilocks_cubic_fold_avx2,
    .ntt_forward_layer = goldilocks_ntt_forward_layer_avx2,
    .ntt_inverse_layer = goldilocks_ntt_inverse_layer_avx2,
    .ntt_forward = goldilocks_ntt_forward_avx2,
    .ntt_inverse = goldilocks_ntt_inverse_avx2,
};
#endif
