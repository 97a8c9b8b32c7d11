#ifndef SIROCCO_CPARALLEL_H
#define SIROCCO_CPARALLEL_H

#include <stdint.h>

/// Runs `body(context, part)` for every part in 0..<parts, on at most `threads` threads.
/// Parts are fixed by the caller, so what is computed never depends on the number of threads;
/// part i runs on thread i modulo threads. threads <= 1 runs all on the calling thread, in order.
/// Worth its few microseconds only for parts of about a millisecond and more. Not to be nested.
void sirocco_parallel(int32_t parts, int32_t threads, void (*body)(void *context, int32_t part), void *context);

/// The processors that this process may use, at least 1.
int32_t sirocco_processor_count(void);

#endif
