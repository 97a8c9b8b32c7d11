#ifndef SIROCCO_CALLOCATIONCOUNTER_H
#define SIROCCO_CALLOCATIONCOUNTER_H

#include <stdint.h>

/// Heap allocations made by the calling thread since it began (malloc, calloc, realloc and the
/// aligned forms, whoever calls them). Linking this target replaces malloc in the test program.
int64_t sirocco_thread_allocations(void);

#endif
