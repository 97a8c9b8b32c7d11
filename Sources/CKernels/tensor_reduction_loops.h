// Reductions of rows, and of windows over an image, on lanes; see tensor_lanes.h.

static int64_t lanes_sum(const int64_t *lanes, size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += (uint64_t)lanes[i];
    return (int64_t)sum;
}

static int64_t lanes_maximum(const int64_t *lanes, size_t count, int64_t maximum) {
    for (size_t i = 0; i < count; i++) maximum = lanes[i] > maximum ? lanes[i] : maximum;
    return maximum;
}

static size_t lanes_first_equal(const int64_t *lanes, int64_t value) {
    size_t i = 0;
    while (lanes[i] != value) i++;
    return i;
}

/// One row. `results`: sum; maximum; index of the first maximum; largest magnitude.
static int64_t reduced_row(int32_t operation, const struct tensor_view *a, size_t row, size_t columns) {
    int64_t lanes[LANES], maximum = INT64_MIN;
    uint64_t sum = 0;
    size_t index = 0;
    if (columns == 0) return 0;
    if (operation == TENSOR_MAXIMUM_MAGNITUDE) maximum = 0;
    for (size_t column = 0; column < columns; column += LANES) {
        size_t count = columns - column < LANES ? columns - column : LANES;
        load_block(lanes, a, &(struct block){row, column, 1, count}, 0);
        if (operation == TENSOR_SUM) {
            sum += (uint64_t)lanes_sum(lanes, count);
            continue;
        }
        if (operation == TENSOR_MAXIMUM_MAGNITUDE)
            for (size_t i = 0; i < count; i++)
                lanes[i] = lanes[i] < 0 ? (int64_t)(0 - (uint64_t)lanes[i]) : lanes[i];
        int64_t raised = lanes_maximum(lanes, count, maximum);
        if (operation == TENSOR_MAXIMUM_INDEX && raised > maximum) index = column + lanes_first_equal(lanes, raised);
        maximum = raised;
    }
    if (operation == TENSOR_SUM) return (int64_t)sum;
    return operation == TENSOR_MAXIMUM_INDEX ? (int64_t)index : maximum;
}

static void reduce_loops(int32_t operation, int64_t *out, const struct tensor_view *a, size_t rows, size_t columns) {
    for (size_t row = 0; row < rows; row++) out[row] = reduced_row(operation, a, row, columns);
}

/// Windows of one output line, a block of pixels at a time: the window's pixels at (i, j) for all
/// output pixels are a strided view, combined into the block one (i, j) after another.
static void pool_line(int32_t operation, const struct tensor_target *out, const struct tensor_view *line,
                      const struct tensor_convolution *shape, size_t across) {
    int64_t lanes[LANES], other[LANES];
    const ptrdiff_t row = (ptrdiff_t)(shape->width * shape->channels), pixel = (ptrdiff_t)shape->channels;
    struct block block = first_block(across, shape->channels);
    do {
        for (size_t i = 0; i < shape->window_height; i++) {
            for (size_t j = 0; j < shape->window_width; j++) {
                struct tensor_view view = *line;
                view.data = element_at(line->data, line->type, (ptrdiff_t)i * row + (ptrdiff_t)j * pixel);
                int64_t *to = i == 0 && j == 0 ? lanes : other;
                load_block(to, &view, &block, 0);
                if (to == other)
                    combine_lanes(operation == TENSOR_SUM ? TENSOR_ADD : TENSOR_MAXIMUM, lanes, other,
                                  block.rows * block.columns);
            }
        }
        store_block(out, lanes, &block);
    } while (next_block(&block, across, shape->channels));
}

/// Below this, a pixel's channels are too few for a load of their own.
enum { FEW_CHANNELS = 8 };

/// Folds windows of one line of pixels, already folded downwards: out[x][c] over in[x * stride + j][c].
static inline __attribute__((always_inline)) void fold_across(int is_sum, int64_t *restrict out,
                                                              const int64_t *restrict in,
                                                              const struct tensor_convolution *shape, size_t across) {
    const size_t channels = shape->channels;
    for (size_t x = 0; x < across; x++, out += channels) {
        const int64_t *pixel = in + x * shape->stride_x * channels;
        for (size_t c = 0; c < channels; c++) {
            int64_t folded = pixel[c];
            for (size_t j = 1; j < shape->window_width; j++) {
                int64_t value = pixel[j * channels + c];
                if (is_sum)
                    folded = (int64_t)((uint64_t)folded + (uint64_t)value);
                else
                    folded = folded > value ? folded : value;
            }
            out[c] = folded;
        }
    }
}

/// The same for a line that fits in one block: whole lines are combined downwards, then across,
/// which spares few channels a load for each pixel.
static void pool_short_line(int32_t operation, const struct tensor_target *out, const struct tensor_view *line,
                            const struct tensor_convolution *shape, size_t across) {
    int64_t lanes[LANES], other[LANES];
    const size_t count = shape->width * shape->channels;
    load_lanes(lanes, line->data, line->type, 1, count);
    for (size_t i = 1; i < shape->window_height; i++) {
        load_lanes(other, element_at(line->data, line->type, (ptrdiff_t)(i * count)), line->type, 1, count);
        combine_lanes(operation == TENSOR_SUM ? TENSOR_ADD : TENSOR_MAXIMUM, lanes, other, count);
    }
    if (operation == TENSOR_SUM)
        fold_across(1, other, lanes, shape, across);
    else
        fold_across(0, other, lanes, shape, across);
    store_lanes(out->data, out->type, other, across * shape->channels);
}

static void pool_loops(int32_t operation, const struct tensor_target *out, const void *image, int32_t type,
                       const struct tensor_convolution *shape) {
    if (shape->window_height > shape->height || shape->window_width > shape->width) return;
    if (shape->window_height == 0 || shape->window_width == 0 || shape->channels == 0) return;
    size_t down = (shape->height - shape->window_height) / shape->stride_y + 1;
    size_t across = (shape->width - shape->window_width) / shape->stride_x + 1;
    for (size_t y = 0; y < down; y++) {
        ptrdiff_t from = (ptrdiff_t)(y * shape->stride_y * shape->width * shape->channels);
        ptrdiff_t to = (ptrdiff_t)(y * across * shape->channels);
        struct tensor_view line = {element_at(image, type, from), type,
                                   (ptrdiff_t)(shape->stride_x * shape->channels), 1};
        struct tensor_target target = {(void *)element_at(out->data, out->type, to), out->type,
                                       (ptrdiff_t)shape->channels};
        if (shape->channels < FEW_CHANNELS && shape->width * shape->channels <= LANES)
            pool_short_line(operation, &target, &line, shape, across);
        else
            pool_line(operation, &target, &line, shape, across);
    }
}
