#if defined(__x86_64__)
#include <string.h>

#include "tensor_arithmetic.h"
#include "tensor_kernels.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "tensor_lanes.h"
// The rest computes on lanes.
#include "tensor_elementwise_loops.h"
#include "tensor_product_loops.h"
#include "tensor_reduction_loops.h"
#include "tensor_requantise_loops.h"
#pragma clang attribute pop

const struct tensor_kernels tensor_avx2 = {
    .int8_product = int8_product_avx2,
    .binary = binary_loops,
    .clamp = clamp_loops,
    .square_root = square_root_loops,
    .requantise = requantise_loops,
    .product = product_loops,
    .reduce = reduce_loops,
    .pool = pool_loops,
};
#endif
