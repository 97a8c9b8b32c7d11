#include "goldilocks_kernels.h"
const struct goldilocks_kernels goldilocks_avx512 = {0};
