#ifndef SIROCCO_DISPATCH_H
#define SIROCCO_DISPATCH_H

// The one dispatch table. Each family declares its struct of function pointers in its own
// private header and defines one constant of it per level; a level without a form of its own
// names the level below, which is written out in that constant, not hidden here.

#include "blake3_kernels.h"
#include "goldilocks_kernels.h"
#include "tensor_kernels.h"

struct sirocco_kernel_table {
    const struct goldilocks_kernels *goldilocks;
    const struct blake3_kernels *blake3;
    const struct tensor_kernels *tensor;
};

/// The table of the level in force.
const struct sirocco_kernel_table *sirocco_kernels(void);

#endif
