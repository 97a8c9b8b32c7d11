#ifndef SIROCCO_TENSOR_KERNELS_H
#define SIROCCO_TENSOR_KERNELS_H

#include "include/tensor.h"
#include "int8_product.h"

/// One constant of this per level. A level without its own form of a kernel names the lower one's.
/// Signatures as in include/tensor.h.
struct tensor_kernels {
    int8_product_function *int8_product;
    void (*binary)(int32_t, const struct tensor_target *, const struct tensor_view *, const struct tensor_view *,
                   size_t, size_t);
    void (*clamp)(const struct tensor_target *, const struct tensor_view *, int64_t, int64_t, size_t, size_t);
    void (*square_root)(const struct tensor_target *, const struct tensor_view *, size_t, size_t);
    void (*requantise)(const struct tensor_target *, const struct tensor_view *, const struct tensor_view *,
                       uint32_t, int64_t, int64_t, size_t, size_t);
    void (*product)(const struct tensor_target *, const struct tensor_view *, const struct tensor_view *, size_t,
                    size_t, size_t);
    void (*reduce)(int32_t, int64_t *, const struct tensor_view *, size_t, size_t);
    void (*pool)(int32_t, const struct tensor_target *, const void *, int32_t, const struct tensor_convolution *);
};

extern const struct tensor_kernels tensor_portable;
#if defined(__x86_64__)
extern const struct tensor_kernels tensor_avx2;
extern const struct tensor_kernels tensor_avx512;
#endif

#endif
