#include "blake3_node.h"

// A message in pieces. The stack holds complete subtrees, largest first: as many as the chunks' count
// has one bits. The last chunk stays open until more input comes, since it may be the root.

static void store_words(const uint32_t words[8], uint8_t bytes[32]) {
    for (int i = 0; i < 32; i++) bytes[i] = (uint8_t)(words[i / 4] >> (8 * (i % 4)));
}

void blake3_state_start(struct blake3_state *state, const struct blake3_mode *mode) {
    memset(state, 0, sizeof *state);
    state->mode = *mode;
    memcpy(state->chaining_value, mode->key, sizeof state->chaining_value);
}

/// Adds a complete subtree of 2^height chunks. More input follows, so no merge makes the root.
static void push_subtree(struct blake3_state *state, const uint8_t value[32], int height) {
    uint8_t pair[64];
    memcpy(pair + 32, value, 32);
    state->chunk_counter += (uint64_t)1 << height;
    uint64_t subtrees = state->chunk_counter >> height;
    for (; subtrees % 2 == 0; subtrees /= 2) {
        memcpy(pair, state->stack + 4 * --state->stack_depth, 32);
        blake3_parents(&state->mode, pair, 1, pair + 32);
    }
    memcpy(state->stack + 4 * state->stack_depth++, pair + 32, 32);
}

static size_t chunk_fill(const struct blake3_state *state) {
    return (size_t)state->blocks_compressed * BLAKE3_BLOCK_LENGTH + state->block_length;
}

static uint32_t start_flag(const struct blake3_state *state) {
    return state->blocks_compressed == 0 ? BLAKE3_CHUNK_START : 0;
}

/// Compresses the full block in hand; `last_flags` is BLAKE3_CHUNK_END on a chunk's sixteenth.
static void compress_block(struct blake3_state *state, uint32_t last_flags) {
    sirocco_kernels()->blake3->compress(
        state->chaining_value, (const uint8_t *)state->block, BLAKE3_BLOCK_LENGTH, state->chunk_counter,
        state->mode.flags | start_flag(state) | last_flags);
    state->blocks_compressed++;
    state->block_length = 0;
    memset(state->block, 0, sizeof state->block);
}

void blake3_state_update(struct blake3_state *state, const void *input, size_t length) {
    const uint8_t *bytes = input;
    while (length > 0) {
        if (chunk_fill(state) == BLAKE3_CHUNK_LENGTH) {
            compress_block(state, BLAKE3_CHUNK_END);
            uint8_t value[32];
            store_words(state->chaining_value, value);
            push_subtree(state, value, 0);
            memcpy(state->chaining_value, state->mode.key, sizeof state->chaining_value);
            state->blocks_compressed = 0;
        }
        if (chunk_fill(state) == 0 && length > BLAKE3_CHUNK_LENGTH) {
            // The largest complete subtree that fits here and leaves at least one byte over.
            int height = 63 - __builtin_clzll((uint64_t)((length - 1) / BLAKE3_CHUNK_LENGTH));
            if (state->chunk_counter != 0) {
                int aligned = __builtin_ctzll(state->chunk_counter);
                if (aligned < height) height = aligned;
            }
            size_t take = (size_t)BLAKE3_CHUNK_LENGTH << height;
            uint8_t value[32];
            blake3_subtree(&state->mode, bytes, take, state->chunk_counter, value);
            push_subtree(state, value, height);
            bytes += take;
            length -= take;
            continue;
        }
        if (state->block_length == BLAKE3_BLOCK_LENGTH) compress_block(state, 0);
        size_t room = BLAKE3_BLOCK_LENGTH - state->block_length;
        size_t take = length < room ? length : room;
        memcpy((uint8_t *)state->block + state->block_length, bytes, take);
        state->block_length += (uint32_t)take;
        bytes += take;
        length -= take;
    }
}

void blake3_state_output(
    const struct blake3_state *state, uint64_t first_block, void *out, size_t out_length) {
    struct node node;
    memcpy(node.value, state->chaining_value, sizeof node.value);
    memcpy(node.block, state->block, sizeof node.block);
    node.block_length = state->block_length;
    node.counter = state->chunk_counter;
    node.flags = state->mode.flags | start_flag(state) | BLAKE3_CHUNK_END;
    for (uint64_t depth = state->stack_depth; depth > 0; depth--) {
        uint8_t right[32];
        sirocco_kernels()->blake3->compress(node.value, node.block, node.block_length, node.counter, node.flags);
        store_words(node.value, right);
        set_parent(&node, &state->mode);
        memcpy(node.block, state->stack + 4 * (depth - 1), 32);
        memcpy(node.block + 32, right, 32);
    }
    root_output(&node, first_block, out, out_length);
}
