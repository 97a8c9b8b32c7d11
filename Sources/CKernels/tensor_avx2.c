#if defined(__x86_64__)
#include "tensor_kernels.h"

const struct tensor_kernels tensor_avx2 = {
    .int8_product = int8_product_avx2,
};
#endif
