#include "wipe.h"

void sirocco_wipe(void *memory, size_t count) {
    volatile unsigned char *bytes = memory;
    for (size_t i = 0; i < count; i++) bytes[i] = 0;
}
