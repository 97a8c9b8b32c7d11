#if defined(__x86_64__)
#include "tensor_kernels.h"

const struct tensor_kernels tensor_avx512 = {
    .int8_product = int8_product_avx512,
};
#endif
