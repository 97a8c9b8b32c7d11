#ifndef SIROCCO_WIPE_H
#define SIROCCO_WIPE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Sets `count` bytes to zero, also where nothing reads them afterwards: a compiler drops a plain memset
/// of memory that is about to be freed.
void sirocco_wipe(void *memory, size_t count);

#ifdef __cplusplus
}
#endif
#endif
