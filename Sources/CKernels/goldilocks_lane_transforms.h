// Number-theoretic transforms over `lanes`; see goldilocks_lane_kernels.h for how this is included.
//
// Decimation in frequency forward, in time backward, so neither permutes. Two layers are done in
// one pass over memory (radix 4 as two radix-2 layers in registers). The last log2(LANES) layers
// exchange values inside a register, so LANES registers are transposed, transformed down the
// registers and transposed back. Blocks above a first-level cache are split depth first.

enum { VARIANT(ntt_tile) = LANES * LANES, VARIANT(ntt_cached) = 2048 };

static void VARIANT(goldilocks_ntt_forward_layer)(
    uint64_t *values, size_t count, size_t half, const uint64_t *roots
) {
    if (half < LANES) return goldilocks_portable.ntt_forward_layer(values, count, half, roots);
    for (uint64_t *low = values; low < values + count; low += 2 * half)
        for (size_t j = 0; j < half; j += LANES) {
            lanes u = lanes_load(low + j), v = lanes_load(low + half + j);
            lanes_store(low + j, lanes_add(u, v));
            lanes_store(low + half + j, lanes_mul(lanes_sub(u, v), lanes_load(roots + j)));
        }
}

static void VARIANT(goldilocks_ntt_inverse_layer)(
    uint64_t *values, size_t count, size_t half, const uint64_t *roots
) {
    if (half < LANES) return goldilocks_portable.ntt_inverse_layer(values, count, half, roots);
    for (uint64_t *low = values; low < values + count; low += 2 * half)
        for (size_t j = 0; j < half; j += LANES) {
            lanes u = lanes_load(low + j), v = lanes_mul(lanes_load(low + half + j), lanes_load(roots + j));
            lanes_store(low + j, lanes_add(u, v));
            lanes_store(low + half + j, lanes_sub(u, v));
        }
}

/// The layers of half 2 * quarter and quarter, in one pass.
static inline void VARIANT(forward_double_layer)(
    uint64_t *values, size_t count, size_t quarter, const uint64_t *roots
) {
    const uint64_t *outer = roots + 2 * quarter, *inner = roots + quarter;
    for (uint64_t *block = values; block < values + count; block += 4 * quarter)
        for (size_t j = 0; j < quarter; j += LANES) {
            uint64_t *x = block + j;
            lanes x0 = lanes_load(x), x1 = lanes_load(x + quarter);
            lanes x2 = lanes_load(x + 2 * quarter), x3 = lanes_load(x + 3 * quarter);
            lanes y0 = lanes_add(x0, x2), y2 = lanes_mul(lanes_sub(x0, x2), lanes_load(outer + j));
            lanes y1 = lanes_add(x1, x3), y3 = lanes_mul(lanes_sub(x1, x3), lanes_load(outer + quarter + j));
            lanes root = lanes_load(inner + j);
            lanes_store(x, lanes_add(y0, y1));
            lanes_store(x + quarter, lanes_mul(lanes_sub(y0, y1), root));
            lanes_store(x + 2 * quarter, lanes_add(y2, y3));
            lanes_store(x + 3 * quarter, lanes_mul(lanes_sub(y2, y3), root));
        }
}

static inline void VARIANT(inverse_double_layer)(
    uint64_t *values, size_t count, size_t quarter, const uint64_t *roots
) {
    const uint64_t *outer = roots + 2 * quarter, *inner = roots + quarter;
    for (uint64_t *block = values; block < values + count; block += 4 * quarter)
        for (size_t j = 0; j < quarter; j += LANES) {
            uint64_t *x = block + j;
            lanes root = lanes_load(inner + j);
            lanes z0 = lanes_load(x), z1 = lanes_mul(lanes_load(x + quarter), root);
            lanes z2 = lanes_load(x + 2 * quarter), z3 = lanes_mul(lanes_load(x + 3 * quarter), root);
            lanes y0 = lanes_add(z0, z1), y1 = lanes_sub(z0, z1);
            lanes y2 = lanes_mul(lanes_add_loose(z2, z3), lanes_load(outer + j));
            lanes y3 = lanes_mul(lanes_sub(z2, z3), lanes_load(outer + quarter + j));
            lanes_store(x, lanes_add(y0, y2));
            lanes_store(x + quarter, lanes_add(y1, y3));
            lanes_store(x + 2 * quarter, lanes_sub(y0, y2));
            lanes_store(x + 3 * quarter, lanes_sub(y1, y3));
        }
}

/// The layers of half LANES / 2 down to 1, a tile of LANES * LANES values at a time.
static inline void VARIANT(forward_last_layers)(uint64_t *values, size_t count, const uint64_t *roots) {
    for (uint64_t *tile = values; tile < values + count; tile += VARIANT(ntt_tile)) {
        lanes row[LANES];
        for (int i = 0; i < LANES; i++) row[i] = lanes_load(tile + i * LANES);
        lanes_transpose(row);
        for (int half = LANES / 2; half > 0; half /= 2)
            for (int block = 0; block < LANES; block += 2 * half)
                for (int j = 0; j < half; j++) {
                    lanes u = row[block + j], v = row[block + half + j], difference = lanes_sub(u, v);
                    row[block + j] = lanes_add(u, v);
                    row[block + half + j] =
                        j == 0 ? difference : lanes_mul(difference, lanes_broadcast(roots[half + j]));
                }
        lanes_transpose(row);
        for (int i = 0; i < LANES; i++) lanes_store(tile + i * LANES, row[i]);
    }
}

static inline void VARIANT(inverse_first_layers)(uint64_t *values, size_t count, const uint64_t *roots) {
    for (uint64_t *tile = values; tile < values + count; tile += VARIANT(ntt_tile)) {
        lanes row[LANES];
        for (int i = 0; i < LANES; i++) row[i] = lanes_load(tile + i * LANES);
        lanes_transpose(row);
        for (int half = 1; half < LANES; half *= 2)
            for (int block = 0; block < LANES; block += 2 * half)
                for (int j = 0; j < half; j++) {
                    lanes u = row[block + j], v = row[block + half + j];
                    if (j != 0) v = lanes_mul(v, lanes_broadcast(roots[half + j]));
                    row[block + j] = lanes_add(u, v);
                    row[block + half + j] = lanes_sub(u, v);
                }
        lanes_transpose(row);
        for (int i = 0; i < LANES; i++) lanes_store(tile + i * LANES, row[i]);
    }
}

/// `n` is at least a tile.
static void VARIANT(forward_blocks)(uint64_t *values, size_t n, const uint64_t *roots) {
    if (n > VARIANT(ntt_cached)) {
        VARIANT(forward_double_layer)(values, n, n / 4, roots);
        for (int part = 0; part < 4; part++) VARIANT(forward_blocks)(values + part * (n / 4), n / 4, roots);
        return;
    }
    size_t block = n;
    for (; block >= 4 * LANES; block /= 4) VARIANT(forward_double_layer)(values, n, block / 4, roots);
    if (block == 2 * LANES) VARIANT(goldilocks_ntt_forward_layer)(values, n, LANES, roots + LANES);
    VARIANT(forward_last_layers)(values, n, roots);
}

static void VARIANT(inverse_blocks)(uint64_t *values, size_t n, const uint64_t *roots) {
    if (n > VARIANT(ntt_cached)) {
        for (int part = 0; part < 4; part++) VARIANT(inverse_blocks)(values + part * (n / 4), n / 4, roots);
        VARIANT(inverse_double_layer)(values, n, n / 4, roots);
        return;
    }
    VARIANT(inverse_first_layers)(values, n, roots);
    // One single layer when the number of layers left is odd.
    size_t done = LANES;
    if (__builtin_ctzll(n / LANES) % 2 != 0) {
        VARIANT(goldilocks_ntt_inverse_layer)(values, n, LANES, roots + LANES);
        done *= 2;
    }
    for (; done < n; done *= 4) VARIANT(inverse_double_layer)(values, n, done, roots);
}

static void VARIANT(goldilocks_ntt_forward)(uint64_t *values, size_t n, const uint64_t *roots) {
    if (n < VARIANT(ntt_tile)) return goldilocks_portable.ntt_forward(values, n, roots);
    VARIANT(forward_blocks)(values, n, roots);
}

static void VARIANT(goldilocks_ntt_inverse)(uint64_t *values, size_t n, const uint64_t *roots) {
    if (n < VARIANT(ntt_tile)) return goldilocks_portable.ntt_inverse(values, n, roots);
    VARIANT(inverse_blocks)(values, n, roots);
}
