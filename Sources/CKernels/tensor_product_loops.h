// Products of two matrices of any element types, neither packed; see tensor_lanes.h.
//
// Types within 9 signed bits or int16 are widened to int16 and multiplied by pairs (vpmaddwd).
// Exact int64 sums come from int32 sums of short blocks: 128 products of an int16 and a value in
// [-128, 255] stay below 2^31. An int16 right operand is therefore split, b = 256 high + low.

enum { PRODUCT_BLOCK = 128, PRODUCT_ROWS = 4 };

static inline int is_narrow(int32_t type) {
    return type == TENSOR_INT8 || type == TENSOR_UINT8 || type == TENSOR_INT16;
}

static inline void load_int16(int16_t *restrict to, const void *data, int32_t type, ptrdiff_t step, size_t count) {
    int64_t lanes[PRODUCT_BLOCK];
    if (step == 1 && type == TENSOR_INT16) {
        memcpy(to, data, count * sizeof *to);
    } else if (step == 1 && type == TENSOR_INT8) {
        for (size_t i = 0; i < count; i++) to[i] = ((const int8_t *)data)[i];
    } else if (step == 1 && type == TENSOR_UINT8) {
        for (size_t i = 0; i < count; i++) to[i] = ((const uint8_t *)data)[i];
    } else {
        load_lanes(lanes, data, type, step, count);
        for (size_t i = 0; i < count; i++) to[i] = (int16_t)lanes[i];
    }
}

/// Modulo 2^32. Both blocks are zero beyond their elements, so the length is a constant.
static inline int32_t dot_int16(const int16_t *restrict a, const int16_t *restrict b) {
    uint32_t sum = 0;
    for (size_t i = 0; i < PRODUCT_BLOCK; i++) sum += (uint32_t)((int32_t)a[i] * (int32_t)b[i]);
    return (int32_t)sum;
}

static inline const void *view_at(const struct tensor_view *view, size_t row, size_t column) {
    return element_at(view->data, view->type,
                      (ptrdiff_t)row * view->row_step + (ptrdiff_t)column * view->column_step);
}

/// Adds a block's products to sums[rows][columns]; sums is int64, of which int32 results keep the low half.
static void product_narrow_block(int64_t *sums, const struct tensor_view *a, const struct tensor_view *b,
                                 size_t first, size_t rows, size_t first_column, size_t columns, size_t k,
                                 size_t depth, int is_wide) {
    int16_t left[PRODUCT_ROWS][PRODUCT_BLOCK] = {{0}}, right[PRODUCT_BLOCK] = {0}, high[PRODUCT_BLOCK] = {0};
    int splits = is_wide && b->type == TENSOR_INT16;
    for (size_t r = 0; r < rows; r++) load_int16(left[r], view_at(a, first + r, k), a->type, a->column_step, depth);
    for (size_t c = 0; c < columns; c++) {
        load_int16(right, view_at(b, first_column + c, k), b->type, b->column_step, depth);
        if (splits)
            for (size_t i = 0; i < PRODUCT_BLOCK; i++) {
                high[i] = (int16_t)(right[i] >> 8);
                right[i] &= 255;
            }
        for (size_t r = 0; r < rows; r++) {
            int64_t sum = dot_int16(left[r], right);
            if (splits) sum += 256 * (int64_t)dot_int16(left[r], high);
            sums[r * LANES + c] += sum; // below 2^63: at most 2^32 blocks of less than 2^40
        }
    }
}

static void product_narrow(const struct tensor_target *out, const struct tensor_view *a, const struct tensor_view *b,
                           size_t rows, size_t columns, size_t depth) {
    int64_t sums[PRODUCT_ROWS * LANES];
    for (size_t first = 0; first < rows; first += PRODUCT_ROWS) {
        size_t height = rows - first < PRODUCT_ROWS ? rows - first : PRODUCT_ROWS;
        for (size_t column = 0; column < columns; column += LANES) {
            size_t width = columns - column < LANES ? columns - column : LANES;
            memset(sums, 0, height * LANES * sizeof *sums);
            for (size_t k = 0; k < depth; k += PRODUCT_BLOCK)
                product_narrow_block(sums, a, b, first, height, column, width, k,
                                     depth - k < PRODUCT_BLOCK ? depth - k : PRODUCT_BLOCK,
                                     out->type == TENSOR_INT64);
            for (size_t r = 0; r < height; r++)
                store_block(out, sums + r * LANES, &(struct block){first + r, column, 1, width});
        }
    }
}

/// Any types, modulo 2^64.
static void product_lanes(const struct tensor_target *out, const struct tensor_view *a, const struct tensor_view *b,
                          size_t rows, size_t columns, size_t depth) {
    int64_t left[LANES], right[LANES];
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            uint64_t sum = 0;
            for (size_t k = 0; k < depth; k += LANES) {
                size_t count = depth - k < LANES ? depth - k : LANES;
                load_lanes(left, view_at(a, r, k), a->type, a->column_step, count);
                load_lanes(right, view_at(b, c, k), b->type, b->column_step, count);
                for (size_t i = 0; i < count; i++) sum += (uint64_t)left[i] * (uint64_t)right[i];
            }
            int64_t result = (int64_t)sum;
            store_block(out, &result, &(struct block){r, c, 1, 1});
        }
}

static void product_loops(const struct tensor_target *out, const struct tensor_view *a, const struct tensor_view *b,
                          size_t rows, size_t columns, size_t depth) {
    if (is_narrow(a->type) && is_narrow(b->type))
        product_narrow(out, a, b, rows, columns, depth);
    else
        product_lanes(out, a, b, rows, columns, depth);
}
