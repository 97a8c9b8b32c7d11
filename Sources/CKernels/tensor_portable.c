#include <string.h>

#include "tensor_arithmetic.h"
#include "tensor_kernels.h"

#include "tensor_lanes.h"
// The rest computes on lanes.
#include "tensor_elementwise_loops.h"
#include "tensor_product_loops.h"
#include "tensor_reduction_loops.h"
#include "tensor_requantise_loops.h"

const struct tensor_kernels tensor_portable = {
    .int8_product = int8_product_portable,
    .binary = binary_loops,
    .clamp = clamp_loops,
    .square_root = square_root_loops,
    .requantise = requantise_loops,
    .product = product_loops,
    .reduce = reduce_loops,
    .pool = pool_loops,
};
