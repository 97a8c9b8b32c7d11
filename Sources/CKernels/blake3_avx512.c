#include "blake3_kernels.h"

#if defined(__x86_64__)
const struct blake3_kernels blake3_avx512 = {
    .compress = blake3_compress_portable,
    .compress_extended = blake3_compress_extended_portable,
    .hash_many = blake3_lanes_portable,
};
#endif
