#include "tensor_kernels.h"
const struct tensor_kernels tensor_avx512 = {0};
