// Requantisation on lanes, with direct loops for the common pair int32 to int8; see tensor_lanes.h.

/// clamp(floor((value * multiplier + 2^(shift-1)) / 2^shift), low, high), wrapping modulo 2^64.
static inline int64_t requantised(int64_t value, int64_t multiplier, uint32_t shift, uint64_t half, int64_t low,
                                  int64_t high) {
    int64_t scaled = (int64_t)((uint64_t)value * (uint64_t)multiplier + half) >> shift;
    scaled = scaled < low ? low : scaled;
    return scaled > high ? high : scaled;
}

/// `values` to int8; the limits lie in int8. `multipliers` repeats with each value.
static void requantise_int8_lanes(int8_t *restrict out, const int32_t *restrict values,
                                  const int64_t *restrict multipliers, uint32_t shift, uint64_t half, int64_t low,
                                  int64_t high, size_t count) {
    for (size_t i = 0; i < count; i++)
        out[i] = (int8_t)requantised(values[i], multipliers[i], shift, half, low, high);
}

static void requantise_loops(const struct tensor_target *out, const struct tensor_view *a,
                             const struct tensor_view *multiplier, uint32_t shift, int64_t low, int64_t high,
                             size_t rows, size_t columns) {
    if (rows == 0 || columns == 0) return;
    int64_t values[LANES], multipliers[LANES];
    const uint64_t half = shift == 0 ? 0 : (uint64_t)1 << (shift - 1);
    const int is_direct = a->type == TENSOR_INT32 && out->type == TENSOR_INT8 &&
                          is_dense(a->row_step, a->column_step, rows, columns) &&
                          is_dense(out->row_step, 1, rows, columns);
    int is_loaded = 0;
    struct block block = first_block(rows, columns);
    do {
        size_t count = block.rows * block.columns;
        load_block(multipliers, multiplier, &block, is_loaded);
        if (is_direct) {
            size_t start = block.row * columns + block.column;
            requantise_int8_lanes((int8_t *)out->data + start, (const int32_t *)a->data + start, multipliers, shift,
                                  half, low, high, count);
        } else {
            load_block(values, a, &block, 0);
            for (size_t i = 0; i < count; i++)
                values[i] = requantised(values[i], multipliers[i], shift, half, low, high);
            store_block(out, values, &block);
        }
        is_loaded = 1;
    } while (next_block(&block, rows, columns));
}
