// Lanes: the common form in which the general kernels compute. A block of elements of any type is
// widened to int64, worked on, and narrowed again; every step is a plain loop that the compiler
// vectorises. The files named *_loops.h are included once per level, inside that level's target
// attribute, so the same text gives each instruction set its own form.

/// Elements of a block: three blocks of int64 stay in the first-level cache.
enum { LANES = 512 };

#define WIDEN(element_type)                                                                                   \
    do {                                                                                                      \
        const element_type *from = data;                                                                      \
        if (step == 1)                                                                                        \
            for (size_t i = 0; i < count; i++) lanes[i] = from[i];                                            \
        else if (step == 0)                                                                                   \
            for (size_t i = 0; i < count; i++) lanes[i] = from[0];                                            \
        else                                                                                                  \
            for (size_t i = 0; i < count; i++) lanes[i] = from[(ptrdiff_t)i * step];                          \
    } while (0)

/// Widens `count` elements, `step` apart. An unknown type reads as zeros.
static inline void load_lanes(int64_t *restrict lanes, const void *data, int32_t type, ptrdiff_t step,
                              size_t count) {
    switch (type) {
    case TENSOR_INT8: WIDEN(int8_t); break;
    case TENSOR_UINT8: WIDEN(uint8_t); break;
    case TENSOR_INT16: WIDEN(int16_t); break;
    case TENSOR_UINT16: WIDEN(uint16_t); break;
    case TENSOR_INT32: WIDEN(int32_t); break;
    case TENSOR_INT64: WIDEN(int64_t); break;
    default: memset(lanes, 0, count * sizeof *lanes);
    }
}
#undef WIDEN

#define NARROW(element_type)                                                                                  \
    do {                                                                                                      \
        element_type *to = data;                                                                              \
        for (size_t i = 0; i < count; i++) to[i] = (element_type)lanes[i];                                    \
    } while (0)

/// Narrows lanes to the low bits of `type`.
static inline void store_lanes(void *restrict data, int32_t type, const int64_t *lanes, size_t count) {
    switch (tensor_element_size(type)) {
    case 1: NARROW(int8_t); break;
    case 2: NARROW(int16_t); break;
    case 4: NARROW(int32_t); break;
    case 8: NARROW(int64_t); break;
    }
}
#undef NARROW

static inline const void *element_at(const void *data, int32_t type, ptrdiff_t index) {
    return (const char *)data + index * (ptrdiff_t)tensor_element_size(type);
}

/// A piece of a matrix that fits in LANES: whole rows, or a part of one row.
struct block {
    size_t row, column, rows, columns;
};

/// The first block of a matrix that is not empty. Small rows are taken many at a time.
static inline struct block first_block(size_t rows, size_t columns) {
    if (columns > LANES) return (struct block){.rows = 1, .columns = LANES};
    size_t fit = LANES / columns;
    return (struct block){.rows = rows < fit ? rows : fit, .columns = columns};
}

/// Moves to the next block; 0 at the end.
static inline int next_block(struct block *block, size_t rows, size_t columns) {
    block->column += block->columns;
    if (block->column == columns) {
        block->column = 0;
        block->row += block->rows;
    }
    if (block->row == rows) return 0;
    size_t rows_left = rows - block->row, columns_left = columns - block->column;
    if (columns > LANES)
        block->columns = columns_left < LANES ? columns_left : LANES;
    else if (rows_left < block->rows)
        block->rows = rows_left;
    return 1;
}

/// Loads a block of a view, row after row. A repeated row of the same columns is already there
/// when `is_loaded` says so.
static inline void load_block(int64_t *restrict lanes, const struct tensor_view *view, const struct block *block,
                              int is_loaded) {
    if (view->row_step == 0 && is_loaded && block->column == 0 && block->rows > 1) return;
    ptrdiff_t start = (ptrdiff_t)block->row * view->row_step + (ptrdiff_t)block->column * view->column_step;
    const void *data = element_at(view->data, view->type, start);
    if (block->rows == 1 || (view->row_step == (ptrdiff_t)block->columns && view->column_step == 1)) {
        load_lanes(lanes, data, view->type, view->column_step, block->rows * block->columns);
        return;
    }
    for (size_t r = 0; r < block->rows; r++)
        load_lanes(lanes + r * block->columns, element_at(data, view->type, (ptrdiff_t)r * view->row_step),
                   view->type, view->column_step, block->columns);
}

static inline void store_block(const struct tensor_target *target, const int64_t *lanes, const struct block *block) {
    ptrdiff_t start = (ptrdiff_t)block->row * target->row_step + (ptrdiff_t)block->column;
    char *data = (char *)element_at(target->data, target->type, start);
    if (block->rows == 1 || target->row_step == (ptrdiff_t)block->columns) {
        store_lanes(data, target->type, lanes, block->rows * block->columns);
        return;
    }
    for (size_t r = 0; r < block->rows; r++)
        store_lanes((char *)element_at(data, target->type, (ptrdiff_t)r * target->row_step), target->type,
                    lanes + r * block->columns, block->columns);
}
