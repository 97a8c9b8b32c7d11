// One message a lane: included by each instruction-set file, inside its target region, after it has
// defined
//   LANES                              messages at a time
//   lanes                              a vector of LANES 32-bit words
//   load_blocks(m, in)                 word w of block in[l] to lane l of m[w]
//   store_values(v, out, stride)       word w of lane l to out + l * stride + 4 * w

/// Up to so many messages left over are quicker in scalar code, one after another.
enum { SCALAR_COUNT = 2 };

static inline __attribute__((always_inline)) lanes rotate_lanes(lanes word, int bits) {
    return word >> bits | word << (32 - bits);
}

#define MIX_LANES(a, b, c, d, x, y)        \
    v[a] += m[x] + v[b];                   \
    v[d] = rotate_lanes(v[d] ^ v[a], 16);  \
    v[c] += v[d];                          \
    v[b] = rotate_lanes(v[b] ^ v[c], 12);  \
    v[a] += m[y] + v[b];                   \
    v[d] = rotate_lanes(v[d] ^ v[a], 8);   \
    v[c] += v[d];                          \
    v[b] = rotate_lanes(v[b] ^ v[c], 7);

#define ROUND_LANES(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15) \
    MIX_LANES(0, 4, 8, 12, s0, s1)                                                        \
    MIX_LANES(1, 5, 9, 13, s2, s3)                                                        \
    MIX_LANES(2, 6, 10, 14, s4, s5)                                                       \
    MIX_LANES(3, 7, 11, 15, s6, s7)                                                       \
    MIX_LANES(0, 5, 10, 15, s8, s9)                                                       \
    MIX_LANES(1, 6, 11, 12, s10, s11)                                                     \
    MIX_LANES(2, 7, 8, 13, s12, s13)                                                      \
    MIX_LANES(3, 4, 9, 14, s14, s15)

static inline __attribute__((always_inline)) lanes same_lanes(uint32_t word) { return (lanes){0} + word; }

static inline __attribute__((always_inline)) void compress_lanes(
    lanes value[8], const uint8_t *const in[LANES], uint32_t block_length, lanes counter_low,
    lanes counter_high, uint32_t flags) {
    lanes m[16], v[16];
    load_blocks(m, in);
    for (int i = 0; i < 8; i++) v[i] = value[i];
    v[8] = same_lanes(BLAKE3_IV0);
    v[9] = same_lanes(BLAKE3_IV1);
    v[10] = same_lanes(BLAKE3_IV2);
    v[11] = same_lanes(BLAKE3_IV3);
    v[12] = counter_low;
    v[13] = counter_high;
    v[14] = same_lanes(block_length);
    v[15] = same_lanes(flags);
    BLAKE3_ROUNDS(ROUND_LANES)
    for (int i = 0; i < 8; i++) value[i] = v[i] ^ v[i + 8];
}

/// Messages `first` and on, `active` of them; idle lanes repeat the first and are dropped.
static void hash_group(const struct blake3_many *many, size_t first, size_t active) {
    const uint8_t *in[LANES];
    lanes counter_low, counter_high, value[8];
    for (size_t lane = 0; lane < LANES; lane++) {
        size_t index = lane < active ? first + lane : first;
        uint64_t counter = many->counter + index * many->counter_step;
        in[lane] = many->inputs + index * many->stride;
        counter_low[lane] = (uint32_t)counter;
        counter_high[lane] = (uint32_t)(counter >> 32);
    }
    for (int word = 0; word < 8; word++) value[word] = same_lanes(many->key[word]);

    uint32_t flags = many->flags | many->first_flags;
    size_t left = many->length;
    for (; left > 64; left -= 64) {
        compress_lanes(value, in, 64, counter_low, counter_high, flags);
        flags = many->flags;
        for (size_t lane = 0; lane < LANES; lane++) {
            in[lane] += 64;
            // The group after this one: a fifth quicker from memory on Zen 5. Never a fault.
            __builtin_prefetch((const void *)((uintptr_t)in[lane] + LANES * many->stride));
        }
    }
    uint8_t last[LANES][64];
    if (left < 64) {
        memset(last, 0, sizeof last);
        for (size_t lane = 0; lane < LANES; lane++) {
            if (left > 0) memcpy(last[lane], in[lane], left);
            in[lane] = last[lane];
        }
    }
    compress_lanes(value, in, (uint32_t)left, counter_low, counter_high, flags | many->last_flags);

    uint8_t *out = many->values + first * many->value_stride;
    if (active == LANES) {
        store_values(value, out, many->value_stride);
        return;
    }
    uint8_t values[LANES * 32];
    store_values(value, values, 32);
    for (size_t lane = 0; lane < active; lane++) memcpy(out + lane * many->value_stride, values + 32 * lane, 32);
}

static void hash_many(const struct blake3_many *many) {
    size_t index = 0;
    while (many->count - index > SCALAR_COUNT) {
        size_t left = many->count - index, active = left < LANES ? left : LANES;
        hash_group(many, index, active);
        index += active;
    }
    if (index == many->count) return;
    struct blake3_many rest = *many;
    rest.inputs += index * many->stride;
    rest.values += index * many->value_stride;
    rest.counter += index * many->counter_step;
    rest.count -= index;
    blake3_many_portable(&rest);
}
