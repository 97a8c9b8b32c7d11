// Elementwise kernels on lanes; see tensor_lanes.h.

#define EACH(expression)                                                                                      \
    for (size_t i = 0; i < count; i++) a[i] = (int64_t)(expression);                                          \
    break

/// a = a op b. Division by a divisor that is not positive gives 0.
static void combine_lanes(int32_t operation, int64_t *restrict a, const int64_t *restrict b, size_t count) {
    switch (operation) {
    case TENSOR_ADD: EACH((uint64_t)a[i] + (uint64_t)b[i]);
    case TENSOR_SUBTRACT: EACH((uint64_t)a[i] - (uint64_t)b[i]);
    case TENSOR_MULTIPLY: EACH((uint64_t)a[i] * (uint64_t)b[i]);
    case TENSOR_MINIMUM: EACH(a[i] < b[i] ? a[i] : b[i]);
    case TENSOR_MAXIMUM: EACH(a[i] > b[i] ? a[i] : b[i]);
    case TENSOR_FLOOR_DIVIDE: EACH(tensor_floor_quotient(a[i], b[i]));
    case TENSOR_ROUND_DIVIDE: EACH(tensor_rounded_quotient(a[i], b[i]));
    default: memset(a, 0, count * sizeof *a);
    }
}
#undef EACH

/// The same quotients when one divisor serves many lanes: multiplication by a reciprocal.
static void divide_lanes(int32_t operation, int64_t *a, int64_t divisor, size_t count) {
    if (divisor <= 0) {
        memset(a, 0, count * sizeof *a);
        return;
    }
    uint64_t d = (uint64_t)divisor, half = operation == TENSOR_ROUND_DIVIDE ? d - d / 2 : d;
    struct tensor_reciprocal reciprocal = tensor_reciprocal_of(d);
    for (size_t i = 0; i < count; i++) {
        uint64_t remainder;
        int64_t quotient = tensor_quotient(a[i], reciprocal, &remainder);
        a[i] = quotient + (remainder >= half);
    }
}

/// A view or target whose rows follow one another.
static inline int is_dense(ptrdiff_t row_step, ptrdiff_t column_step, size_t rows, size_t columns) {
    return column_step == 1 && (rows == 1 || row_step == (ptrdiff_t)columns);
}

#define EACH(expression)                                                                                      \
    for (size_t i = 0; i < count; i++) a[i] = (int32_t)(expression);                                          \
    break

/// a = a op b modulo 2^32, for the operations in which the low halves of int64 lanes suffice.
static void combine_int32(int32_t operation, int32_t *restrict a, const int32_t *restrict b, size_t count) {
    switch (operation) {
    case TENSOR_ADD: EACH((uint32_t)a[i] + (uint32_t)b[i]);
    case TENSOR_SUBTRACT: EACH((uint32_t)a[i] - (uint32_t)b[i]);
    case TENSOR_MULTIPLY: EACH((uint32_t)a[i] * (uint32_t)b[i]);
    }
}
#undef EACH

/// Dense int32 operands to an int32 target. The copy of `a` lets the target be `a` itself.
static void binary_int32(int32_t operation, int32_t *out, const int32_t *a, const int32_t *b, size_t count) {
    int32_t lanes[LANES];
    for (size_t start = 0; start < count; start += LANES) {
        size_t block = count - start < LANES ? count - start : LANES;
        memcpy(lanes, a + start, block * sizeof *lanes);
        combine_int32(operation, lanes, b + start, block);
        memcpy(out + start, lanes, block * sizeof *lanes);
    }
}

static int is_dense_int32(const struct tensor_view *view, size_t rows, size_t columns) {
    return view->type == TENSOR_INT32 && is_dense(view->row_step, view->column_step, rows, columns);
}

static void binary_loops(int32_t operation, const struct tensor_target *out, const struct tensor_view *a,
                         const struct tensor_view *b, size_t rows, size_t columns) {
    if (rows == 0 || columns == 0) return;
    if (operation >= TENSOR_ADD && operation <= TENSOR_MULTIPLY && out->type == TENSOR_INT32 &&
        is_dense(out->row_step, 1, rows, columns) && is_dense_int32(a, rows, columns) &&
        is_dense_int32(b, rows, columns)) {
        binary_int32(operation, out->data, a->data, b->data, rows * columns);
        return;
    }
    int64_t left[LANES], right[LANES];
    int divides = operation == TENSOR_FLOOR_DIVIDE || operation == TENSOR_ROUND_DIVIDE;
    int is_loaded = 0;
    struct block block = first_block(rows, columns);
    do {
        load_block(left, a, &block, 0);
        load_block(right, b, &block, is_loaded);
        if (divides && b->column_step == 0 && block.columns >= 4)
            for (size_t r = 0; r < block.rows; r++)
                divide_lanes(operation, left + r * block.columns, right[r * block.columns], block.columns);
        else
            combine_lanes(operation, left, right, block.rows * block.columns);
        store_block(out, left, &block);
        is_loaded = 1;
    } while (next_block(&block, rows, columns));
}

static void clamp_loops(const struct tensor_target *out, const struct tensor_view *a, int64_t low, int64_t high,
                        size_t rows, size_t columns) {
    if (rows == 0 || columns == 0) return;
    int64_t lanes[LANES];
    struct block block = first_block(rows, columns);
    do {
        load_block(lanes, a, &block, 0);
        for (size_t i = 0; i < block.rows * block.columns; i++) {
            int64_t value = lanes[i] < low ? low : lanes[i];
            lanes[i] = value > high ? high : value;
        }
        store_block(out, lanes, &block);
    } while (next_block(&block, rows, columns));
}

static void square_root_loops(const struct tensor_target *out, const struct tensor_view *a, size_t rows,
                              size_t columns) {
    if (rows == 0 || columns == 0) return;
    int64_t lanes[LANES];
    struct block block = first_block(rows, columns);
    do {
        load_block(lanes, a, &block, 0);
        for (size_t i = 0; i < block.rows * block.columns; i++) lanes[i] = tensor_floor_square_root(lanes[i]);
        store_block(out, lanes, &block);
    } while (next_block(&block, rows, columns));
}
