#ifndef SIROCCO_BLAKE3_H
#define SIROCCO_BLAKE3_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere",
// 2020): hash, keyed hash, key derivation, extended output, incremental update, and the nodes of
// the tree, because a tensor's root is its plain hash and slices of it are opened against that.
//
// Lengths are in bytes. Digests and chaining values are 32 bytes. Nothing here allocates.
// Timing depends on lengths and counts only, never on the bytes or the key.

enum {
    BLAKE3_DIGEST_LENGTH = 32,
    BLAKE3_BLOCK_LENGTH = 64,
    BLAKE3_CHUNK_LENGTH = 1024,
    /// Subtrees on the stack of an incremental hash: 2^54 chunks are 2^64 bytes.
    BLAKE3_MAXIMUM_DEPTH = 54,
};

/// What distinguishes the three functions: the chaining value that every chunk and parent starts
/// from, and the flag that every compression carries.
struct blake3_mode {
    uint32_t key[8];
    uint32_t flags;
};

/// The plain hash.
struct blake3_mode blake3_mode_plain(void);

/// The keyed hash under 32 bytes of key.
struct blake3_mode blake3_mode_keyed(const void *key);

/// Key derivation: the context string is hashed once, here; messages are the key material.
struct blake3_mode blake3_mode_derived(const void *context, size_t length);

/// The digest of one message.
void blake3_hash(const struct blake3_mode *mode, const void *input, size_t length, void *digest);

/// `out_length` bytes of the extended output of one message, from byte 64 * `first_block` on.
void blake3_hash_extended(
    const struct blake3_mode *mode, const void *input, size_t length, uint64_t first_block, void *out,
    size_t out_length);

/// The digests of `count` messages of `length` bytes each, `stride` bytes apart, to `digests`,
/// 32 bytes apart. Messages run in vector lanes. `digests` may be `inputs` itself when
/// 32 <= stride and length <= 64.
void blake3_hash_batch(
    const struct blake3_mode *mode, const void *inputs, size_t stride, size_t length, size_t count,
    void *digests);

/// The chaining values of the chunks of `input`, the last chunk possibly short; `counter` is the
/// index of the first in the whole message. Not for a message of a single chunk: that is a root.
/// Writes max(1, ceil(length / 1024)) values.
void blake3_chunks(
    const struct blake3_mode *mode, const void *input, size_t length, uint64_t counter, void *values);

/// `count` inner parents: 64 bytes (left, right) to 32 each. `values` may be `pairs` itself.
void blake3_parents(const struct blake3_mode *mode, const void *pairs, size_t count, void *values);

/// The digest whose top node has the two children (left, right) in `pair`.
void blake3_root_parent(const struct blake3_mode *mode, const void *pair, void *digest);

/// The chaining value of the complete subtree, never the root, over `input` (at least one byte),
/// whose first chunk has index `counter`.
void blake3_subtree(
    const struct blake3_mode *mode, const void *input, size_t length, uint64_t counter, void *value);

/// A message that arrives in pieces. The fields are private; copying the struct forks the hash.
struct blake3_state {
    struct blake3_mode mode;
    uint32_t chaining_value[8];
    uint32_t block_length;
    uint32_t blocks_compressed;
    uint64_t chunk_counter;
    uint64_t block[8];
    uint64_t stack_depth;
    uint64_t stack[BLAKE3_MAXIMUM_DEPTH * 4];
};

void blake3_state_start(struct blake3_state *state, const struct blake3_mode *mode);

void blake3_state_update(struct blake3_state *state, const void *input, size_t length);

/// As blake3_hash_extended, of what has been fed so far; the state is unchanged.
void blake3_state_output(
    const struct blake3_state *state, uint64_t first_block, void *out, size_t out_length);

#ifdef __cplusplus
}
#endif
#endif
