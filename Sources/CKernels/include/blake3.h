#ifndef SIROCCO_BLAKE3_H
#define SIROCCO_BLAKE3_H

#include <stddef.h>
#include <stdint.h>

#endif
