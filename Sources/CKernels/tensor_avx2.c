#include "tensor_kernels.h"
const struct tensor_kernels tensor_avx2 = {0};
