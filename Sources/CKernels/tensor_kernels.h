#ifndef SIROCCO_TENSOR_KERNELS_H
#define SIROCCO_TENSOR_KERNELS_H

#include <stddef.h>
#include <stdint.h>

struct tensor_kernels {
    int reserved;
};

extern const struct tensor_kernels tensor_portable;
#if defined(__x86_64__)
extern const struct tensor_kernels tensor_avx2;
extern const struct tensor_kernels tensor_avx512;
#endif

#endif
