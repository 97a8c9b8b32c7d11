#ifndef SIROCCO_BLAKE3_NODE_H
#define SIROCCO_BLAKE3_NODE_H

#include <string.h>

#include "dispatch.h"
#include "include/blake3.h"

/// The compression of a node, still to be made either as an inner value or as root output.
struct node {
    uint32_t value[8];
    uint8_t block[64];
    uint32_t block_length;
    uint64_t counter;
    uint32_t flags;
};

static inline void set_parent(struct node *node, const struct blake3_mode *mode) {
    memcpy(node->value, mode->key, sizeof node->value);
    node->block_length = BLAKE3_BLOCK_LENGTH;
    node->counter = 0;
    node->flags = mode->flags | BLAKE3_PARENT;
}

static inline void root_output(const struct node *node, uint64_t first_block, uint8_t *out, size_t out_length) {
    const struct blake3_kernels *kernel = sirocco_kernels()->blake3;
    uint32_t flags = node->flags | BLAKE3_ROOT;
    for (uint64_t counter = first_block; out_length > 0; counter++) {
        uint8_t words[64];
        size_t take = out_length < 64 ? out_length : 64;
        kernel->compress_extended(node->value, node->block, node->block_length, counter, flags, words);
        memcpy(out, words, take);
        out += take;
        out_length -= take;
    }
}

#endif
