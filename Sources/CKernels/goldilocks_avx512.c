#include "goldilocks_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#include "goldilocks_lanes_avx512.h"

#include "goldilocks_lane_kernels.h"
#include "goldilocks_lane_transforms.h"
#pragma clang attribute pop

const struct goldilocks_kernels goldilocks_avx512 = {
    .add = goldilocks_add_avx512,
    .sub = goldilocks_sub_avx512,
    .mul = goldilocks_mul_avx512,
    .scale = goldilocks_scale_avx512,
    .multiply_accumulate = goldilocks_multiply_accumulate_avx512,
    .scaled_accumulate = goldilocks_scaled_accumulate_avx512,
    .sum = goldilocks_sum_avx512,
    .dot = goldilocks_dot_avx512,
    .fold = goldilocks_fold_avx512,
    .cubic_mul = goldilocks_cubic_mul_avx512,
    .cubic_scale = goldilocks_cubic_scale_avx512,
    .cubic_dot_base = goldilocks_cubic_dot_base_avx512,
    .cubic_fold_base = goldilocks_cubic_fold_base_avx512,
    .cubic_fold = goldilocks_cubic_fold_avx512,
    .ntt_forward_layer = goldilocks_ntt_forward_layer_avx512,
    .ntt_inverse_layer = goldilocks_ntt_inverse_layer_avx512,
    .ntt_forward = goldilocks_ntt_forward_avx512,
    .ntt_inverse = goldilocks_ntt_inverse_avx512,
};
#endif
