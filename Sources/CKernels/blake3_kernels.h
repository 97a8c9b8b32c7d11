#ifndef SIROCCO_BLAKE3_KERNELS_H
#define SIROCCO_BLAKE3_KERNELS_H

#include <stddef.h>
#include <stdint.h>

struct blake3_kernels {
    int reserved;
};

extern const struct blake3_kernels blake3_portable;
#if defined(__x86_64__)
extern const struct blake3_kernels blake3_avx2;
extern const struct blake3_kernels blake3_avx512;
#endif

#endif
