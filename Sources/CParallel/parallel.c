#define _GNU_SOURCE
#include "include/CParallel.h"

#include <sched.h>

// libomp exports the GNU entry points. Calling them by hand needs neither -fopenmp nor an
// omp.h that belongs to another compiler.
void GOMP_parallel(void (*fn)(void *), void *data, unsigned num_threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);

struct region {
    void (*body)(void *, int32_t);
    void *context;
    int32_t parts;
};

static void run_share(void *data) {
    const struct region *region = data;
    int32_t stride = omp_get_num_threads();
    for (int32_t part = omp_get_thread_num(); part < region->parts; part += stride)
        region->body(region->context, part);
}

void sirocco_parallel(int32_t parts, int32_t threads, void (*body)(void *context, int32_t part), void *context) {
    if (threads > parts) threads = parts;
    if (threads <= 1) {
        for (int32_t part = 0; part < parts; part++) body(context, part);
        return;
    }
    struct region region = {body, context, parts};
    GOMP_parallel(run_share, &region, (unsigned)threads, 0);
}

int32_t sirocco_processor_count(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count < 1 ? 1 : count;
}
