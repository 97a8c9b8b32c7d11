#ifndef SIROCCO_GOLDILOCKS_H
#define SIROCCO_GOLDILOCKS_H

#include <stddef.h>
#include <stdint.h>

#endif
