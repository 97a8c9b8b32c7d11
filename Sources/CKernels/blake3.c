#include "include/blake3.h"

#include <string.h>

#include "blake3_node.h"

// The tree. A message of one chunk is its own root; otherwise the left child of a node holds the
// largest power of two of chunks that leaves at least one for the right. Pairing neighbours level
// by level, with an odd last node moving up as it is, builds the same tree.

/// Chunks whose values are kept on the stack at once: 8 KiB for 256 KiB of message. Enough that
/// the levels with fewer parents than lanes cost little.
enum { TILE_CHUNKS = 256 };

/// Messages of a batch hashed together when each has several chunks, but fewer than the lanes.
enum { BATCH_GROUP = 16 };

static size_t chunk_count(size_t length) {
    return length <= BLAKE3_CHUNK_LENGTH ? 1 : (length - 1) / BLAKE3_CHUNK_LENGTH + 1;
}

/// The largest power of two below `count`, which is at least 2.
static size_t left_chunks(size_t count) { return (size_t)1 << (63 - __builtin_clzll((uint64_t)count - 1)); }

// Modes

static const uint32_t initial_value[8] = {BLAKE3_IV0, BLAKE3_IV1, BLAKE3_IV2, BLAKE3_IV3,
                                          BLAKE3_IV4, BLAKE3_IV5, BLAKE3_IV6, BLAKE3_IV7};

struct blake3_mode blake3_mode_plain(void) {
    struct blake3_mode mode = {.flags = 0};
    memcpy(mode.key, initial_value, sizeof mode.key);
    return mode;
}

struct blake3_mode blake3_mode_keyed(const void *key) {
    const uint8_t *bytes = key;
    struct blake3_mode mode = {.flags = BLAKE3_KEYED_HASH};
    for (int i = 0; i < 8; i++)
        mode.key[i] = (uint32_t)bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 |
                      (uint32_t)bytes[4 * i + 2] << 16 | (uint32_t)bytes[4 * i + 3] << 24;
    return mode;
}

struct blake3_mode blake3_mode_derived(const void *context, size_t length) {
    struct blake3_mode context_mode = blake3_mode_plain();
    context_mode.flags = BLAKE3_DERIVE_KEY_CONTEXT;
    uint8_t key[32];
    blake3_hash(&context_mode, context, length, key);
    struct blake3_mode mode = blake3_mode_keyed(key);
    mode.flags = BLAKE3_DERIVE_KEY_MATERIAL;
    return mode;
}

// Nodes

/// Chunks (or parts of one) of equal length. A single chunk that is the whole message takes
/// BLAKE3_ROOT in `last_flags`.
static void hash_chunks(
    const struct blake3_mode *mode, const uint8_t *inputs, size_t stride, size_t length, size_t count,
    uint64_t counter, uint64_t counter_step, uint32_t root_flag, uint8_t *values, size_t value_stride) {
    struct blake3_many many = {
        .inputs = inputs,
        .stride = stride,
        .length = length,
        .count = count,
        .key = mode->key,
        .counter = counter,
        .counter_step = counter_step,
        .flags = mode->flags,
        .first_flags = BLAKE3_CHUNK_START,
        .last_flags = BLAKE3_CHUNK_END | root_flag,
        .values = values,
        .value_stride = value_stride,
    };
    sirocco_kernels()->blake3->hash_many(&many);
}

static void hash_parents(
    const struct blake3_mode *mode, const uint8_t *pairs, size_t stride, size_t count, uint32_t root_flag,
    uint8_t *values, size_t value_stride) {
    struct blake3_many many = {
        .inputs = pairs,
        .stride = stride,
        .length = BLAKE3_BLOCK_LENGTH,
        .count = count,
        .key = mode->key,
        .flags = mode->flags | BLAKE3_PARENT | root_flag,
        .values = values,
        .value_stride = value_stride,
    };
    sirocco_kernels()->blake3->hash_many(&many);
}

void blake3_chunks(
    const struct blake3_mode *mode, const void *input, size_t length, uint64_t counter, void *values) {
    size_t whole = length / BLAKE3_CHUNK_LENGTH, rest = length % BLAKE3_CHUNK_LENGTH;
    if (whole > 0)
        hash_chunks(
            mode, input, BLAKE3_CHUNK_LENGTH, BLAKE3_CHUNK_LENGTH, whole, counter, 1, 0, values,
            BLAKE3_DIGEST_LENGTH);
    if (rest > 0 || whole == 0)
        hash_chunks(
            mode, (const uint8_t *)input + (length - rest), 0, rest, 1, counter + whole, 0, 0,
            (uint8_t *)values + whole * BLAKE3_DIGEST_LENGTH, BLAKE3_DIGEST_LENGTH);
}

void blake3_parents(const struct blake3_mode *mode, const void *pairs, size_t count, void *values) {
    hash_parents(mode, pairs, BLAKE3_BLOCK_LENGTH, count, 0, values, BLAKE3_DIGEST_LENGTH);
}

void blake3_root_parent(const struct blake3_mode *mode, const void *pair, void *digest) {
    hash_parents(mode, pair, BLAKE3_BLOCK_LENGTH, 1, BLAKE3_ROOT, digest, BLAKE3_DIGEST_LENGTH);
}

// Subtrees

/// Pairs neighbours in place until two values are left. `count` is at least 2.
static void reduce_to_pair(const struct blake3_mode *mode, uint8_t *values, size_t count) {
    while (count > 2) {
        size_t pairs = count / 2;
        blake3_parents(mode, values, pairs, values);
        if (count % 2 == 1) memcpy(values + 32 * pairs, values + 64 * pairs, 32);
        count = pairs + count % 2;
    }
}

/// Out of line, so that the recursion above it does not carry the buffer in its frame.
static __attribute__((noinline)) void tile_children(
    const struct blake3_mode *mode, const uint8_t *input, size_t length, uint64_t counter, uint8_t pair[64]) {
    uint8_t values[TILE_CHUNKS * BLAKE3_DIGEST_LENGTH];
    blake3_chunks(mode, input, length, counter, values);
    reduce_to_pair(mode, values, chunk_count(length));
    memcpy(pair, values, 64);
}

/// The two children of the top of a subtree of at least two chunks.
static void subtree_children(
    const struct blake3_mode *mode, const uint8_t *input, size_t length, uint64_t counter, uint8_t pair[64]) {
    size_t chunks = chunk_count(length);
    if (chunks <= TILE_CHUNKS) {
        tile_children(mode, input, length, counter, pair);
        return;
    }
    size_t left = left_chunks(chunks), left_length = left * BLAKE3_CHUNK_LENGTH;
    blake3_subtree(mode, input, left_length, counter, pair);
    blake3_subtree(mode, input + left_length, length - left_length, counter + left, pair + 32);
}

void blake3_subtree(
    const struct blake3_mode *mode, const void *input, size_t length, uint64_t counter, void *value) {
    if (length <= BLAKE3_CHUNK_LENGTH) {
        blake3_chunks(mode, input, length, counter, value);
        return;
    }
    uint8_t pair[64];
    subtree_children(mode, input, length, counter, pair);
    blake3_parents(mode, pair, 1, value);
}

// Whole messages

void blake3_hash(const struct blake3_mode *mode, const void *input, size_t length, void *digest) {
    if (length <= BLAKE3_CHUNK_LENGTH) {
        hash_chunks(mode, input, 0, length, 1, 0, 0, BLAKE3_ROOT, digest, BLAKE3_DIGEST_LENGTH);
        return;
    }
    uint8_t pair[64];
    subtree_children(mode, input, length, 0, pair);
    blake3_root_parent(mode, pair, digest);
}

void blake3_hash_extended(
    const struct blake3_mode *mode, const void *input, size_t length, uint64_t first_block, void *out,
    size_t out_length) {
    struct node node;
    if (length > BLAKE3_CHUNK_LENGTH) {
        set_parent(&node, mode);
        subtree_children(mode, input, length, 0, node.block);
    } else {
        const struct blake3_kernels *kernel = sirocco_kernels()->blake3;
        const uint8_t *bytes = input;
        memcpy(node.value, mode->key, sizeof node.value);
        node.counter = 0;
        node.flags = mode->flags | BLAKE3_CHUNK_START;
        for (; length > 64; length -= 64, bytes += 64) {
            kernel->compress(node.value, bytes, 64, 0, node.flags);
            node.flags = mode->flags;
        }
        node.flags |= BLAKE3_CHUNK_END;
        node.block_length = (uint32_t)length;
        memset(node.block, 0, sizeof node.block);
        if (length > 0) memcpy(node.block, bytes, length);
    }
    root_output(&node, first_block, out, out_length);
}

/// Messages of 2 to BATCH_GROUP - 1 chunks: lanes run across messages, not along one.
static void hash_group(
    const struct blake3_mode *mode, const uint8_t *inputs, size_t stride, size_t length, size_t count,
    uint8_t *digests) {
    size_t chunks = chunk_count(length), row = chunks * BLAKE3_DIGEST_LENGTH;
    uint8_t values[BATCH_GROUP * BATCH_GROUP * BLAKE3_DIGEST_LENGTH];
    for (size_t chunk = 0; chunk < chunks; chunk++) {
        size_t start = chunk * BLAKE3_CHUNK_LENGTH;
        size_t left = length - start;
        hash_chunks(
            mode, inputs + start, stride, left < BLAKE3_CHUNK_LENGTH ? left : BLAKE3_CHUNK_LENGTH, count, chunk,
            0, 0, values + 32 * chunk, row);
    }
    while (chunks > 2) {
        size_t pairs = chunks / 2;
        for (size_t pair = 0; pair < pairs; pair++)
            hash_parents(mode, values + 64 * pair, row, count, 0, values + 32 * pair, row);
        if (chunks % 2 == 1)
            for (size_t i = 0; i < count; i++)
                memcpy(values + i * row + 32 * pairs, values + i * row + 64 * pairs, 32);
        chunks = pairs + chunks % 2;
    }
    hash_parents(mode, values, row, count, BLAKE3_ROOT, digests, BLAKE3_DIGEST_LENGTH);
}

void blake3_hash_batch(
    const struct blake3_mode *mode, const void *inputs, size_t stride, size_t length, size_t count,
    void *digests) {
    const uint8_t *in = inputs;
    uint8_t *out = digests;
    if (length <= BLAKE3_CHUNK_LENGTH) {
        hash_chunks(mode, in, stride, length, count, 0, 0, BLAKE3_ROOT, out, BLAKE3_DIGEST_LENGTH);
    } else if (chunk_count(length) >= BATCH_GROUP) {
        for (size_t i = 0; i < count; i++) blake3_hash(mode, in + i * stride, length, out + 32 * i);
    } else {
        for (size_t i = 0; i < count; i += BATCH_GROUP) {
            size_t group = count - i < BATCH_GROUP ? count - i : BATCH_GROUP;
            hash_group(mode, in + i * stride, stride, length, group, out + 32 * i);
        }
    }
}
