#ifndef SIROCCO_CKERNELS_H
#define SIROCCO_CKERNELS_H

// The kernels' public face: plain C types only. Intrinsics stay inside the .c files,
// one file per family and instruction set; isa.h says which set is in force.

#include "blake3.h"
#include "goldilocks.h"
#include "isa.h"
#include "tensor.h"
#include "wipe.h"

#endif
