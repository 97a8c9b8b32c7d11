#ifndef SIROCCO_BLAKE3_KERNELS_H
#define SIROCCO_BLAKE3_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// What each instruction set provides; the tree above it is in blake3.c.

enum {
    BLAKE3_CHUNK_START = 1,
    BLAKE3_CHUNK_END = 2,
    BLAKE3_PARENT = 4,
    BLAKE3_ROOT = 8,
    BLAKE3_KEYED_HASH = 16,
    BLAKE3_DERIVE_KEY_CONTEXT = 32,
    BLAKE3_DERIVE_KEY_MATERIAL = 64,
};

#define BLAKE3_IV0 0x6A09E667u
#define BLAKE3_IV1 0xBB67AE85u
#define BLAKE3_IV2 0x3C6EF372u
#define BLAKE3_IV3 0xA54FF53Au
#define BLAKE3_IV4 0x510E527Fu
#define BLAKE3_IV5 0x9B05688Cu
#define BLAKE3_IV6 0x1F83D9ABu
#define BLAKE3_IV7 0x5BE0CD19u

/// The order in which each round reads the message: the permutation of the specification
/// (section 2.2, table 2) applied 0 to 6 times.
#define BLAKE3_ROUNDS(ROUND)                                      \
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)   \
    ROUND(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)   \
    ROUND(3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1)   \
    ROUND(10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6)   \
    ROUND(12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4)   \
    ROUND(9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7)   \
    ROUND(11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13)

/// `count` chunks, parents or short messages of equal length, each at most one chunk.
struct blake3_many {
    const uint8_t *inputs;
    size_t stride;
    size_t length; // 0 to 1024
    size_t count;
    const uint32_t *key; // 8 words
    uint64_t counter;
    uint64_t counter_step; // 1 for the chunks of one message, else 0
    uint32_t flags; // on every block
    uint32_t first_flags; // more on the first block
    uint32_t last_flags; // more on the last block
    uint8_t *values; // 32 bytes each
    size_t value_stride;
};

struct blake3_kernels {
    /// One compression; the first 8 words of the result replace `value`.
    void (*compress)(
        uint32_t value[8], const uint8_t block[64], uint32_t block_length, uint64_t counter, uint32_t flags);
    /// One compression with all 16 words of the result.
    void (*compress_extended)(
        const uint32_t value[8], const uint8_t block[64], uint32_t block_length, uint64_t counter,
        uint32_t flags, uint8_t out[64]);
    /// Reads a group of inputs before it writes their values; groups go upwards.
    void (*hash_many)(const struct blake3_many *many);
};

// Scalar code is the quickest for one message at every level.
void blake3_compress_portable(
    uint32_t value[8], const uint8_t block[64], uint32_t block_length, uint64_t counter, uint32_t flags);
void blake3_compress_extended_portable(
    const uint32_t value[8], const uint8_t block[64], uint32_t block_length, uint64_t counter, uint32_t flags,
    uint8_t out[64]);
void blake3_many_portable(const struct blake3_many *many);

extern const struct blake3_kernels blake3_portable;
#if defined(__x86_64__)
extern const struct blake3_kernels blake3_avx2;
extern const struct blake3_kernels blake3_avx512;
#endif

#endif
