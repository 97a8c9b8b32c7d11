#include "tensor_kernels.h"

const struct tensor_kernels tensor_portable = {
    .int8_product = int8_product_portable,
};
