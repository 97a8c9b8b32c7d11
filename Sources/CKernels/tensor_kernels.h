#ifndef SIROCCO_TENSOR_KERNELS_H
#define SIROCCO_TENSOR_KERNELS_H

#include "int8_product.h"

/// One constant of this per level. A level without its own form of a kernel names the lower one's.
struct tensor_kernels {
    int8_product_function *int8_product;
};

extern const struct tensor_kernels tensor_portable;
#if defined(__x86_64__)
extern const struct tensor_kernels tensor_avx2;
extern const struct tensor_kernels tensor_avx512;
#endif

#endif
