#ifndef SIROCCO_GOLDILOCKS_KERNELS_H
#define SIROCCO_GOLDILOCKS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

struct goldilocks_kernels {
    int reserved;
};

extern const struct goldilocks_kernels goldilocks_portable;
#if defined(__x86_64__)
extern const struct goldilocks_kernels goldilocks_avx2;
extern const struct goldilocks_kernels goldilocks_avx512;
#endif

#endif
