#include "tensor_kernels.h"
const struct tensor_kernels tensor_portable = {0};
