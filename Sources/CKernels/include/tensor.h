#ifndef SIROCCO_TENSOR_H
#define SIROCCO_TENSOR_H

#include <stddef.h>
#include <stdint.h>

#endif
